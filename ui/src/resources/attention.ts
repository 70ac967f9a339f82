/** What needs somebody now; its answer brings the number of running executions as well. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import { RUNNING_COUNT } from './executionCounts'

export type Attention = components['schemas']['Attention']

const REFRESH_MS = 10_000

export function useAttention() {
  return useQuery({
    queryKey: ['attention'],
    queryFn: async ({ signal }) => {
      const found = await answer(client.GET('/api/v1/attention', { signal }))
      queryClient.setQueryData(RUNNING_COUNT, found.running)
      return found
    },
    refetchInterval: REFRESH_MS,
  })
}
