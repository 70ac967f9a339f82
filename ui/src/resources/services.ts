/** The services of all servers that share the database, with what their workers are at. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'

type Service = components['schemas']['Service']
export interface ServiceRow extends Service {
  /** What a worker says of itself; empty for others. */
  work: Partial<Work>
}
interface Work {
  running: number
  places: number
  group: string
  workerId: string
  tasks: { executionId?: string; triggerId?: string }[]
}

const REFRESH_MS = 5_000
const SIZE_MAX = 100

export function useServices() {
  return useQuery({
    queryKey: ['system', 'services'],
    queryFn: async ({ signal }) => {
      const { results } = await answer(
        client.GET('/api/v1/instance/services/search', {
          params: { query: { size: SIZE_MAX } },
          signal,
        }),
      )
      return results.map(withWork)
    },
    refetchInterval: REFRESH_MS,
  })
}

function withWork(service: Service): ServiceRow {
  const work = Object.fromEntries(service.metrics.map(({ name, value }) => [name, value]))
  return { ...service, work: work as Partial<Work> }
}
