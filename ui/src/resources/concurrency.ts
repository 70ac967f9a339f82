/** How much of the limit of a flow is in use. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { FlowId } from './flows'

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
