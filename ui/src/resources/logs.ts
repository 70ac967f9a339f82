/** The search in logs of all executions and triggers. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { pageOptions, pageQuery, type PageQuery } from '@/api/pages'
import type { components } from '@/api/schema'

export type LogEntry = components['schemas']['LogEntry']

const TAIL_MS = 2_000

/** A page of lines; asked for again and again while it is tailed. */
export function useLogSearch(
  query: MaybeRefOrGetter<PageQuery>,
  isNewestFirst: MaybeRefOrGetter<boolean>,
  isTailed: MaybeRefOrGetter<boolean> = false,
) {
  const sort = computed(() => (toValue(isNewestFirst) ? 'timestamp:desc' : 'timestamp:asc'))
  return useQuery({
    queryKey: ['logs', 'search', computed(() => toValue(query)), sort],
    queryFn: ({ signal }) => {
      const asked = toValue(query)
      return answer(
        client.GET('/api/v1/logs/search', {
          params: { query: { ...pageQuery(asked), sort: [sort.value] } },
          ...pageOptions(asked, signal),
        }),
      )
    },
    refetchInterval: () => (toValue(isTailed) ? TAIL_MS : false),
    placeholderData: keepPreviousData,
  })
}
