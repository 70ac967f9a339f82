/** The search in the sources of flows. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'

export type FoundSource = components['schemas']['FoundSource']

export interface SourceAsk {
  q: string
  /** With those below it; of all when empty. */
  namespace: string
  caseSensitive: boolean
  wholeWord: boolean
  regex: boolean
  page: number
  size: number
}

/** A page of flows with the lines that have the text; nothing is asked for without a text. */
export function useSourceSearch(ask: MaybeRefOrGetter<SourceAsk>) {
  return useQuery({
    queryKey: ['flows', 'sources', computed(() => toValue(ask))],
    queryFn: ({ signal }) => {
      const { namespace, caseSensitive, wholeWord, regex, ...rest } = toValue(ask)
      const query = {
        ...rest,
        sort: ['namespace:asc', 'id:asc'],
        namespace: namespace || undefined,
        caseSensitive: caseSensitive || undefined,
        wholeWord: wholeWord || undefined,
        regex: regex || undefined,
      }
      return answer(client.GET('/api/v1/flows/source', { params: { query }, signal }))
    },
    enabled: () => toValue(ask).q.trim() !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
}
