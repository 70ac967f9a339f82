/** Why an execution waits. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'

export type WaitingReason = components['schemas']['WaitingReason']

/** What is said changes by itself: heartbeats, places in queues. */
const AGAIN_MS = 5000

/** Asked again whenever `version`, whatever tells one moment of the execution from the next, is new. */
export function useWaiting(
  id: MaybeRefOrGetter<string>,
  version: MaybeRefOrGetter<string | number>,
) {
  return useQuery({
    queryKey: [
      'execution',
      computed(() => toValue(id)),
      'waiting',
      computed(() => toValue(version)),
    ],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/executions/{executionId}/waiting', {
          params: { path: { executionId: toValue(id) } },
          signal,
        }),
      ),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  })
}
