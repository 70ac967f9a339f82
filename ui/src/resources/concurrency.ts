/** How much of the limits of flows is in use. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import type { FlowId } from './flows'

export type ConcurrencyLimit = components['schemas']['ConcurrencyLimit']

const REFRESH_MS = 5_000
const SIZE_MAX = 100

/** The limit and what is in use of it; null for a flow without a limit. */
export function useConcurrency(flow: MaybeRefOrGetter<FlowId>) {
  return useQuery({
    queryKey: ['flows', 'concurrency', computed(() => toValue(flow))],
    queryFn: async ({ signal }) => {
      const { namespace, id: flowId } = toValue(flow)
      const { results } = await answer(
        client.GET('/api/v1/concurrency-limit/search', {
          params: { query: { namespace, flowId, size: SIZE_MAX } },
          signal,
        }),
      )
      // Flows of that id in namespaces below are found as well.
      return results.find((one) => one.namespace === namespace) ?? null
    },
    refetchInterval: REFRESH_MS,
  })
}

/** A page of all flows that have a limit. */
export function useConcurrencyLimits(query: MaybeRefOrGetter<{ page: number; size: number }>) {
  return useQuery({
    queryKey: ['flows', 'concurrency', 'all', computed(() => toValue(query))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/concurrency-limit/search', {
          params: { query: toValue(query) },
          signal,
        }),
      ),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
}
