/** The documentation that comes with the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'

export type DocText = components['schemas']['DocText']
export type DocHit = components['schemas']['DocHit']

/** It comes with the version of the server. */
const KEPT = { staleTime: Infinity, gcTime: Infinity }

/** All pages, and the sections that have the words of `text`. */
export function useDocPages(text: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['documentation', 'pages', computed(() => toValue(text))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/documentation', {
          params: { query: { q: toValue(text) || undefined } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
}

export function useDocPage(path: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['documentation', 'page', computed(() => toValue(path))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/documentation/{path}', {
          params: { path: { path: toValue(path) } },
          signal,
        }),
      ),
    ...KEPT,
  })
}
