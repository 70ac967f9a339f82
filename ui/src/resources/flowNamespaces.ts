/** The namespaces that have flows. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'

/** Their names, sorted. */
export function useFlowNamespaces(isEnabled: () => boolean = () => true) {
  return useQuery({
    queryKey: ['flows', 'namespaces'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/flows/distinct-namespaces', { signal })),
    enabled: isEnabled,
  })
}
