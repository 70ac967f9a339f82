/** Key-value entries: pages of them with values, one value, and how they are set and deleted. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { pageOptions, pageQuery, type PageQuery } from '@/api/pages'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'

export type KeyRow = components['schemas']['KvEntry']
export type KeyType = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'DATETIME' | 'DATE' | 'DURATION' | 'JSON'
export interface KeyId {
  namespace: string
  key: string
}

/** A page over all namespaces, with values but for long ones and those of expired keys. */
export function useKeyPage(query: MaybeRefOrGetter<PageQuery>) {
  return useQuery({
    queryKey: ['keys', 'page', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const asked = toValue(query)
      return answer(
        client.GET('/api/v1/kv', {
          params: { query: { ...pageQuery(asked), values: true } },
          ...pageOptions(asked, signal),
        }),
      )
    },
    placeholderData: keepPreviousData,
  })
}

/** Keys of the namespaces above, the nearest first. */
export function useInheritedKeys(namespace: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['keys', 'inherited', computed(() => toValue(namespace))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/namespaces/{namespace}/kv/inheritance', {
          params: { path: { namespace: toValue(namespace) } },
          signal,
        }),
      ),
  })
}

export function useKeyValue(id: MaybeRefOrGetter<KeyId>, isEnabled: () => boolean) {
  return useQuery({
    queryKey: ['keys', 'value', computed(() => toValue(id))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/namespaces/{namespace}/kv/{key}', {
          params: { path: toValue(id) },
          signal,
        }),
      ),
    enabled: isEnabled,
    // What is edited is what is stored now.
    staleTime: 0,
    gcTime: 0,
  })
}

export interface KeySetting extends KeyId {
  /** As it stands in a body: JSON, or a bare date. */
  body: string
  description: string
  /** ISO; undefined for ever. */
  life?: string
}

function changed() {
  void queryClient.invalidateQueries({ queryKey: ['names', 'keys'] })
  void queryClient.invalidateQueries({ queryKey: ['namespaces', 'all'] })
  return queryClient.invalidateQueries({ queryKey: ['keys'] })
}

export function useKeySet() {
  return useMutation({
    mutationFn: ({ namespace, key, body, description, life }: KeySetting) =>
      answer(
        client.PUT('/api/v1/namespaces/{namespace}/kv/{key}', {
          params: {
            path: { namespace, key },
            ...(life ? { header: { ttl: life } } : {}),
            query: description ? { description } : {},
          },
          body: body as never,
          bodySerializer: () => body,
          headers: { 'Content-Type': 'application/json' },
        }),
      ),
    onSuccess: changed,
  })
}

/** Delete keys, one call a namespace; how many there were. */
export function useKeyDelete() {
  return useMutation({
    mutationFn: async (ids: readonly KeyId[]) => {
      const byNamespace = new Map<string, string[]>()
      for (const { namespace, key } of ids) {
        byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), key])
      }
      let count = 0
      for (const [namespace, keys] of byNamespace) {
        const done = await answer(
          client.DELETE('/api/v1/namespaces/{namespace}/kv', {
            params: { path: { namespace } },
            body: { keys },
          }),
        )
        count += done.keys.length
      }
      return count
    },
    onSettled: changed,
  })
}
