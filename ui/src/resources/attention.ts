/** What needs somebody now; its answer brings the number of running executions as well. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import { RUNNING_COUNT } from './executionCounts'

export type Attention = components['schemas']['Attention']

const REFRESH_MS = 10_000

/** In a namespace and below it; everywhere if it is empty. */
export function useAttention(namespace: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['attention', computed(() => toValue(namespace))],
    queryFn: async ({ signal }) => {
      const query = { namespace: toValue(namespace) || undefined }
      const found = await answer(client.GET('/api/v1/attention', { params: { query }, signal }))
      queryClient.setQueryData(RUNNING_COUNT, found.runningEverywhere)
      return found
    },
    refetchInterval: REFRESH_MS,
  })
}
