/** Secrets: their names and what is said of them. Values are sent, and never come back. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { pageOptions, pageQuery, type PageQuery } from '@/api/pages'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'

export type SecretRow = components['schemas']['SecretName']
export type Tag = components['schemas']['Label']
export interface SecretId {
  namespace: string
  key: string
}
export interface SecretQuery extends PageQuery {
  /** Those that it can use, also of the namespaces above; undefined for all. */
  namespace?: string
}

export function useSecretPage(query: MaybeRefOrGetter<SecretQuery>) {
  return useQuery({
    queryKey: ['secrets', 'page', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const asked = toValue(query)
      const { namespace } = asked
      const options = pageOptions(asked, signal)
      return namespace === undefined
        ? answer(client.GET('/api/v1/secrets', { params: { query: pageQuery(asked) }, ...options }))
        : answer(
            client.GET('/api/v1/namespaces/{namespace}/secrets', {
              params: { path: { namespace }, query: pageQuery(asked) },
              ...options,
            }),
          )
    },
    placeholderData: keepPreviousData,
  })
}

export interface SecretSetting extends SecretId {
  description: string
  tags: Tag[]
  /** Undefined to keep the stored one. */
  value?: string
}

function changed() {
  void queryClient.invalidateQueries({ queryKey: ['names', 'secrets'] })
  return queryClient.invalidateQueries({ queryKey: ['secrets'] })
}

/** Store a secret, in place of one of that name. */
export function useSecretStore() {
  return useMutation({
    mutationFn: ({ namespace, key, description, tags, value }: SecretSetting) =>
      answer(
        client.PUT('/api/v1/namespaces/{namespace}/secrets', {
          params: { path: { namespace } },
          body: { key, value, description, tags },
        }),
      ),
    onSuccess: changed,
  })
}

/** Change what is said of a secret, and its value if there is a new one. */
export function useSecretChange() {
  return useMutation({
    mutationFn: ({ namespace, key, description, tags, value }: SecretSetting) =>
      answer(
        client.PATCH('/api/v1/namespaces/{namespace}/secrets/{key}', {
          params: { path: { namespace, key } },
          body: { value, description, tags },
        }),
      ),
    onSuccess: changed,
  })
}

export function useSecretDelete() {
  return useMutation({
    mutationFn: ({ namespace, key }: SecretId) =>
      answer(
        client.DELETE('/api/v1/namespaces/{namespace}/secrets/{key}', {
          params: { path: { namespace, key } },
        }),
      ),
    onSuccess: changed,
  })
}
