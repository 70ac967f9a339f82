/** How long flows and their tasks usually take, in seconds. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import type { FlowId } from './flows'

export type Spread = components['schemas']['Spread']

const STALE_MS = 60_000

/** Of a flow and its tasks, from its last good executions. */
export function useUsualDurations(
  flow: MaybeRefOrGetter<FlowId>,
  isEnabled: () => boolean = () => true,
) {
  return useQuery({
    queryKey: ['flows', 'durations', computed(() => toValue(flow))],
    queryFn: ({ signal }) => {
      const { namespace, id } = toValue(flow)
      const params = { path: { namespace, id } }
      return answer(client.GET('/api/v1/flows/{namespace}/{id}/durations', { params, signal }))
    },
    enabled: isEnabled,
    staleTime: STALE_MS,
  })
}

/** Of each of some flows, by `namespace/id`; all in one call. */
export function useUsualOf(flows: MaybeRefOrGetter<readonly FlowId[]>) {
  return useQuery({
    queryKey: ['flows', 'durations', 'several', computed(() => toValue(flows))],
    queryFn: async ({ signal }) => {
      const body = [...toValue(flows)]
      const found = await answer(client.POST('/api/v1/executions/durations', { body, signal }))
      return new Map(found.map((one) => [`${one.namespace}/${one.flowId}`, one.usual]))
    },
    enabled: () => toValue(flows).length > 0,
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  })
}
