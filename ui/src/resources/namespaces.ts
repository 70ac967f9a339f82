/** Namespaces: all of them with their flows counted, and what somebody said of one. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import type { FlowLinks } from './flowGraph'

export type NamespaceRow = components['schemas']['NamespaceName']
export type Namespace = components['schemas']['Namespace']
export type QuotaLimit = components['schemas']['QuotaLimit']

// A tree has no pages.
const ALL = 10_000

export function useNamespaces() {
  return useQuery({
    queryKey: ['namespaces', 'all'],
    queryFn: async ({ signal }) => {
      const page = await answer(
        client.GET('/api/v1/namespaces/search', {
          params: { query: { page: 1, size: ALL } },
          signal,
        }),
      )
      return page.results
    },
  })
}

function get(id: string, signal?: AbortSignal): Promise<Namespace> {
  return answer(client.GET('/api/v1/namespaces/{id}', { params: { path: { id } }, signal }))
}

/** What is stored of a namespace; any name has an answer. */
export function useNamespace(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['namespaces', 'one', computed(() => toValue(id))],
    queryFn: ({ signal }) => get(toValue(id), signal),
  })
}

/** The quotas of all namespaces that may be seen, and how much of each is used. */
export function useQuotas() {
  return useQuery({
    queryKey: ['namespaces', 'quotas'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/quota-limits', { signal })),
  })
}

/** Variables of the namespaces above, nearer ones winning, or their plugin defaults as a list. */
export function useInherited(
  ask: MaybeRefOrGetter<{ namespace: string; member: 'variables' | 'pluginDefaults' }>,
) {
  return useQuery({
    queryKey: ['namespaces', 'inherited', computed(() => toValue(ask))],
    queryFn: ({ signal }): Promise<object> => {
      const { namespace, member } = toValue(ask)
      const options = { params: { path: { id: namespace } }, signal }
      return member === 'variables'
        ? answer(client.GET('/api/v1/namespaces/{id}/inherited-variables', options))
        : answer(client.GET('/api/v1/namespaces/{id}/inherited-plugindefaults', options))
    },
  })
}

function changed() {
  return queryClient.invalidateQueries({ queryKey: ['namespaces'] })
}

export function useNamespaceCreate() {
  return useMutation({
    mutationFn: ({ id, description }: { id: string; description: string }) =>
      answer(
        client.POST('/api/v1/namespaces', {
          body: { id, ...(description ? { description } : {}) },
        }),
      ),
    onSuccess: changed,
  })
}

/** Change some members of what is said of a namespace; the others stay as they are now. */
export function useNamespaceChange() {
  return useMutation({
    mutationFn: async ({ id, change }: { id: string; change: Record<string, unknown> }) => {
      const stored = await get(id)
      const body = { ...stored, ...change, id: undefined, deleted: undefined }
      return answer(client.PUT('/api/v1/namespaces/{id}', { params: { path: { id } }, body }))
    },
    onSuccess: changed,
  })
}

/** Forget what is said of a namespace; flows, files, keys and secrets stay. */
export function useNamespaceDelete() {
  return useMutation({
    mutationFn: (id: string) =>
      answer(client.DELETE('/api/v1/namespaces/{id}', { params: { path: { id } } })),
    onSuccess: changed,
  })
}

/** The flows of a namespace and those that they lead to. */
export function useNamespaceLinks(namespace: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['flows', 'namespaceLinks', computed(() => toValue(namespace))],
    queryFn: async ({ signal }): Promise<FlowLinks> =>
      answer(
        client.GET('/api/v1/namespaces/{namespace}/dependencies', {
          params: { path: { namespace: toValue(namespace) } },
          signal,
        }),
      ),
  })
}
