/** What needs somebody now. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'

const REFRESH_MS = 10_000

export function useAttention() {
  return useQuery({
    queryKey: ['attention'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/attention', { signal })),
    refetchInterval: REFRESH_MS,
  })
}
