/** How many executions are in a state, without their rows. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client, withFilters } from '@/api/client'

const REFRESH_MS = 15_000

export const RUNNING_COUNT = ['executions', 'running']

/** How many run now, for the navigation; asked for only where no other answer brings it. */
export function useRunningCount(isAsked: () => boolean) {
  return useQuery({
    queryKey: RUNNING_COUNT,
    enabled: isAsked,
    queryFn: async ({ signal }) => {
      const found = await answer(
        client.GET('/api/v1/executions/search', {
          params: { query: { page: 1, size: 1, view: 'slim' } },
          signal,
          ...withFilters({ 'filters[state][IN]': 'RUNNING' }),
        }),
      )
      return found.total
    },
    refetchInterval: REFRESH_MS,
  })
}
