/** What flows name: how many use a key, a secret and so on, and where. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { untilComplete } from '@/api/queries'
import type { components } from '@/api/schema'

export type UsedKind = 'kv' | 'secret' | 'file' | 'variable' | 'credential' | 'reusable-inputs'
export type Use = components['schemas']['Use']

export interface Used {
  kind: UsedKind
  /** Where it is; undefined for what no namespace owns. */
  namespace?: string
}

const FRESH_MS = 10_000

/** How many flows use each name of a kind, by name, once all are counted; secrets in capitals. */
export function useUseCounts(used: MaybeRefOrGetter<Used>) {
  return useQuery({
    queryKey: ['flows', 'useCounts', computed(() => toValue(used))],
    queryFn: ({ signal }) => {
      const { kind, namespace } = toValue(used)
      return answer(
        client.GET('/api/v1/references/counts', { params: { query: { kind, namespace } }, signal }),
      )
    },
    select: ({ results, isComplete }) =>
      isComplete ? new Map(results.map(({ name, flows }) => [name, flows])) : undefined,
    refetchInterval: untilComplete,
    staleTime: FRESH_MS,
  })
}

/** The places that name one thing. */
export function useUses(used: MaybeRefOrGetter<Used & { name: string }>, isEnabled: () => boolean) {
  return useQuery({
    queryKey: ['flows', 'uses', computed(() => toValue(used))],
    queryFn: ({ signal }) => {
      const { kind, name, namespace } = toValue(used)
      return answer(
        client.GET('/api/v1/references', { params: { query: { kind, name, namespace } }, signal }),
      )
    },
    enabled: isEnabled,
    refetchInterval: untilComplete,
  })
}
