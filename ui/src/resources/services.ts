/** The services of all servers that share the database, with what their workers are at. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'

type Service = components['schemas']['Service']
export interface ServiceRow extends Service {
  /** What a worker says of itself; empty for others. */
  work: Partial<Work>
  /** Bytes of its server's process; undefined when it does not say. */
  memory?: number
}
interface Work {
  /** Whether it has heard that it is to take no new job. */
  draining: boolean
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

/** Have a worker take no new job, or take jobs again. */
export function useDrain() {
  return useMutation({
    mutationFn: ({ id, isDrained }: { id: string; isDrained: boolean }) => {
      const options = { params: { path: { id } } }
      const path = '/api/v1/instance/services/{id}/drain'
      return answer(isDrained ? client.POST(path, options) : client.DELETE(path, options))
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['system', 'services'] }),
  })
}

function withWork(service: Service): ServiceRow {
  const memory = valuesOf(service.server.metrics).memory
  return {
    ...service,
    work: valuesOf(service.metrics) as Partial<Work>,
    memory: typeof memory === 'number' ? memory : undefined,
  }
}

function valuesOf(metrics: Service['metrics']): Record<string, unknown> {
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}
