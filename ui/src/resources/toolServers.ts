/** Servers that offer flows as tools to language models. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'

export type ToolServer = components['schemas']['ToolServer']
export type Tool = components['schemas']['Tool']
export type Reach = components['schemas']['ServerType']

/** What is said of a server; without `isNew` of one that is there. */
export interface ToolServerDraft {
  isNew: boolean
  id: string
  description: string
  instructions: string
  serverType: Reach
}

const KEY = ['toolServers']
const SIZE_MAX = 200

/** All servers; there are few. */
export function useToolServers() {
  return useQuery({
    queryKey: [...KEY, 'list'],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.GET('/api/v1/mcp/servers', {
            params: { query: { page: 1, size: SIZE_MAX } },
            signal,
          }),
        )
      ).results,
  })
}

/** The flows that a server offers. */
export function useTools(id: MaybeRefOrGetter<string>, isWanted: () => boolean) {
  return useQuery({
    queryKey: [...KEY, 'tools', computed(() => toValue(id))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/mcp/servers/{id}/tools', {
          params: { path: { id: toValue(id) } },
          signal,
        }),
      ),
    enabled: isWanted,
  })
}

export function useToolServerSave() {
  return useMutation({
    mutationFn: ({ isNew, id, ...said }: ToolServerDraft) =>
      answer(
        isNew
          ? client.POST('/api/v1/mcp/servers', { body: { id, ...said } })
          : client.PUT('/api/v1/mcp/servers/{id}', { params: { path: { id } }, body: said }),
      ),
    onSuccess: changed,
  })
}

/** Switch a server off that is on, and the other way round. */
export function useToolServerToggle() {
  return useMutation({
    mutationFn: (id: string) =>
      answer(client.PATCH('/api/v1/mcp/servers/{id}/toggle', { params: { path: { id } } })),
    onSuccess: changed,
  })
}

export function useToolServerDelete() {
  return useMutation({
    mutationFn: (id: string) =>
      answer(client.DELETE('/api/v1/mcp/servers/{id}', { params: { path: { id } } })),
    onSuccess: changed,
  })
}

function changed() {
  return queryClient.invalidateQueries({ queryKey: KEY })
}
