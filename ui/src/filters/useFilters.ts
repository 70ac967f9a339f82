/** Filters, sort and page of a list, which live in the address alone. */
import { computed, ref, watch, type ComputedRef, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'
import type { FilterQuery } from '@/api/client'
import type { PageQuery } from '@/api/pages'
import { preferences } from '@/shell/preferences'
import {
  hasFilters,
  isOlder,
  readFilters,
  withoutFilters,
  writeFilters,
  type Filter,
} from './filter'
import { usualQuery } from './views'

export interface ListState {
  filters: WritableComputedRef<Filter[]>
  /** The same as the API takes them, with those that the list is fixed to. */
  query: ComputedRef<FilterQuery>
  /** The page that the address asks for. */
  asked: ComputedRef<PageQuery>
  page: WritableComputedRef<number>
  size: WritableComputedRef<number>
  /** `field:asc` or `field:desc`; empty for the list's own order. */
  sort: WritableComputedRef<string>
  /** Put a filter in the place of those with its field, operator and key. */
  add: (filter: Filter) => void
  clear: () => void
  /** What the page shows of rows that the API gave all at once. */
  pageOf: <Row>(rows: readonly Row[] | undefined) => Row[] | undefined
}

/**
 * The state of a list. `defaults` are put into an address that says nothing, as visible chips, or
 * the view that the reader chose to begin `list` with. What the list is `fixed` to, such as a flow,
 * is asked for and not in the address. The component that calls this belongs to one path: give it
 * `:key="route.path"` where paths change.
 */
export function useFilters(
  defaults: () => Filter[] = () => [],
  list?: string,
  fixed: () => FilterQuery | undefined = () => undefined,
): ListState {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  // On the way to another page its address is not ours.
  const own = ref<LocationQuery>(route.query)
  watch(
    () => route.fullPath,
    () => {
      if (route.path === path) settle()
    },
    { flush: 'sync' },
  )

  function settle(): void {
    const query = route.query
    if (!hasFilters(query) && !('page' in query)) {
      const usual = list === undefined ? undefined : usualQuery(list)
      if (usual) replace([], { ...withoutFilters(query), ...usual })
      else replace(defaults(), withoutFilters(query))
    } else if (isOlder(query)) {
      replace(readFilters(query), withoutFilters(query))
    } else {
      own.value = query
    }
  }

  function replace(filters: Filter[], rest: LocationQueryRaw): void {
    const query = {
      ...rest,
      page: '1',
      size: String(preferences.pageSize),
      ...writeFilters(filters),
    }
    own.value = query as LocationQuery
    void router.replace({ query, hash: route.hash })
  }

  function push(change: LocationQueryRaw): void {
    void router.push({ query: change, hash: route.hash })
  }

  const page = computed({
    get: () => Math.max(1, Number(own.value.page) || 1),
    set: (value) => push({ ...own.value, page: String(value) }),
  })
  const size = computed({
    get: () => Number(own.value.size) || preferences.pageSize,
    set: (value) => {
      preferences.pageSize = value
      push({ ...own.value, size: String(value), page: '1' })
    },
  })
  const sort = computed({
    get: () => (typeof own.value.sort === 'string' ? own.value.sort : ''),
    set: (value) => {
      push({ ...own.value, page: '1', sort: value || undefined })
    },
  })
  const filters = computed({
    get: () => readFilters(own.value),
    set: (value) => {
      push({
        ...withoutFilters(own.value),
        page: '1',
        size: String(size.value),
        ...writeFilters(value),
      })
    },
  })
  const query = computed(() => ({ ...writeFilters(filters.value), ...fixed() }))
  settle()
  return {
    filters,
    query,
    asked: computed(() => ({
      filters: query.value,
      page: page.value,
      size: size.value,
      sort: sort.value,
    })),
    page,
    size,
    sort,
    add: (filter) => {
      const others = filters.value.filter(
        (one) => !(one.field === filter.field && one.op === filter.op && one.key === filter.key),
      )
      filters.value = [...others, filter]
    },
    clear: () => (filters.value = []),
    pageOf: (rows) => rows?.slice((page.value - 1) * size.value, page.value * size.value),
  }
}
