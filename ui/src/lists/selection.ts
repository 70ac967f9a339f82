/** Rows of a list that are chosen, on whichever of its pages. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { FilterQuery } from '@/api/client'
import type { RowChoice } from '@/api/pages'

interface Options<Id> {
  /** What the list asks for: another question has a selection of its own. */
  query: () => FilterQuery
  /** How many rows the filters find. */
  total: () => number
  /** What the key of a row stands for. */
  idOf: (key: string) => Id
}

export interface Selection<Id> {
  /** Keys of the rows that were chosen one by one. */
  keys: Ref<string[]>
  /** Whether all that the filters find is chosen, seen or not. */
  isAll: Ref<boolean>
  count: ComputedRef<number>
  choice: ComputedRef<RowChoice<Id>>
  clear: () => void
}

export function useSelection<Id>({ query, total, idOf }: Options<Id>): Selection<Id> {
  const keys = ref<string[]>([])
  const isAll = ref(false)

  function clear(): void {
    keys.value = []
    isAll.value = false
  }

  watch(() => JSON.stringify(query()), clear)
  return {
    keys,
    isAll,
    count: computed(() => (isAll.value ? total() : keys.value.length)),
    choice: computed(() => (isAll.value ? { filters: query() } : { ids: keys.value.map(idOf) })),
    clear,
  }
}
