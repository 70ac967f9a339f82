/** Worker groups, the queues that they serve, and what proves a worker to be in one. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import { at, useChange } from './records'

type Shape = components['schemas']
export type WorkerGroup = Shape['WorkerGroup']
export type WorkerQueue = Shape['ListedQueue']
export type WorkerCredential = Shape['WorkerCredential']

const KEY = ['workerGroups']
const LIVE_MS = 5_000

export const useWorkerGroups = () =>
  useQuery({
    queryKey: [...KEY, 'groups'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/instance/worker-groups', { signal }))).workerGroups,
  })

export const useWorkerQueues = () =>
  useQuery({
    queryKey: [...KEY, 'queues'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/instance/worker-queues', { signal }))).workerQueues,
  })

export const useWorkerCredentials = () =>
  useQuery({
    queryKey: [...KEY, 'credentials'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/instance/workers/credentials', { signal }))).workers,
    refetchInterval: LIVE_MS,
  })

/** The workers of a group that run, and how many of their places are taken. */
export function useGroupNow(id: () => string) {
  return useQuery({
    queryKey: [...KEY, 'now', id],
    queryFn: async ({ signal }) => {
      const options = { ...at(id()), signal }
      const [load, { workers }] = await Promise.all([
        answer(client.GET('/api/v1/instance/worker-groups/{id}/capacity', options)),
        answer(client.GET('/api/v1/instance/worker-groups/{id}/workers', options)),
      ])
      return { load, workers }
    },
    refetchInterval: LIVE_MS,
    enabled: () => id() !== '',
  })
}

export interface GroupDraft {
  id: string
  isNew: boolean
  body: Shape['WorkerGroupChange']
}

export const useGroupSave = () =>
  useChange([KEY], ({ id, isNew, body }: GroupDraft) =>
    isNew
      ? answer(client.POST('/api/v1/instance/worker-groups', { body: { id, ...body } }))
      : answer(client.PUT('/api/v1/instance/worker-groups/{id}', { ...at(id), body })),
  )
export const useGroupDelete = () =>
  useChange([KEY], (id: string) =>
    answer(client.DELETE('/api/v1/instance/worker-groups/{id}', at(id))),
  )

export interface QueueDraft {
  isNew: boolean
  body: Shape['WorkerQueueInput']
}

export const useQueueSave = () =>
  useChange([KEY], ({ isNew, body }: QueueDraft) =>
    isNew
      ? answer(client.POST('/api/v1/instance/worker-queues', { body }))
      : answer(client.PUT('/api/v1/instance/worker-queues/{id}', { ...at(body.id), body })),
  )
export const useQueueDelete = () =>
  useChange([KEY], (id: string) =>
    answer(client.DELETE('/api/v1/instance/worker-queues/{id}', at(id))),
  )

export const useGroupTokenCreate = () =>
  useChange([KEY], ({ id, body }: { id: string; body: Shape['WorkerTokenInput'] }) =>
    answer(client.POST('/api/v1/instance/worker-groups/{id}/tokens', { ...at(id), body })),
  )
export const useGroupTokenRevoke = () =>
  useChange([KEY], (path: { id: string; tokenId: string }) =>
    answer(
      client.POST('/api/v1/instance/worker-groups/{id}/tokens/{tokenId}/revoke', {
        params: { path },
      }),
    ),
  )
export const useCredentialRevoke = () =>
  useChange([KEY], (id: string) =>
    answer(client.POST('/api/v1/instance/workers/credentials/{id}/revoke', at(id))),
  )
