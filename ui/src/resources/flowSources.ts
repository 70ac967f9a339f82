/** The source of a flow as one of its revisions has it. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'

export interface SourceAsk {
  namespace: string
  id: string
  /** The newest if it is left out. */
  revision?: number
}

/** Undefined asks for nothing. A revision never changes. */
export function useFlowSource(ask: MaybeRefOrGetter<SourceAsk | undefined>) {
  return useQuery({
    queryKey: ['flow', 'source', computed(() => toValue(ask))],
    queryFn: async ({ signal }) => {
      const { namespace, id, revision } = toValue(ask) ?? { namespace: '', id: '' }
      const flow = await answer(
        client.GET('/api/v1/flows/{namespace}/{id}', {
          params: { path: { namespace, id }, query: { source: true, revision } },
          signal,
        }),
      )
      return flow.source ?? ''
    },
    enabled: () => toValue(ask) !== undefined,
    staleTime: () => (toValue(ask)?.revision === undefined ? 0 : Infinity),
  })
}
