/** What the expression console needs of an execution. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'

/** An execution as it is now, with its task runs; an empty id asks for nothing. */
export function useExecutionOnce(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['execution', computed(() => toValue(id)), 'once'],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/executions/{executionId}', {
          params: { path: { executionId: toValue(id) } },
          signal,
        }),
      ),
    enabled: () => Boolean(toValue(id)),
  })
}
