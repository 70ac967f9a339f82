/** The triggers of one flow with their states. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import type { FlowId } from './flows'

export type Trigger = components['schemas']['Trigger']
const TRIGGERS_MAX = 100

export function useFlowTriggers(flow: MaybeRefOrGetter<FlowId>) {
  return useQuery({
    queryKey: ['triggers', 'flow', computed(() => toValue(flow))],
    queryFn: async ({ signal }) => {
      const { namespace, id } = toValue(flow)
      const page = await answer(
        client.GET('/api/v1/triggers/{namespace}/{flowId}', {
          params: { path: { namespace, flowId: id }, query: { size: TRIGGERS_MAX } },
          signal,
        }),
      )
      return page.results
    },
  })
}

export function useTriggerSwitch() {
  return useMutation({
    mutationFn: ({ trigger, isOn }: { trigger: Trigger; isOn: boolean }) =>
      answer(
        client.PUT('/api/v1/triggers/set-disabled', {
          body: {
            namespace: trigger.namespace,
            flowId: trigger.flowId,
            triggerId: trigger.triggerId,
            disabled: !isOn,
          },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['triggers'] }),
  })
}
