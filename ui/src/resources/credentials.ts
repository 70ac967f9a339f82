/** What access tokens are asked for with: credentials of the tenant and of namespaces. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import { at, pageQuery, useChange, type Asked } from './records'

type Shape = components['schemas']
export type Credential = Shape['Credential']
export type CredentialType = Credential['type']
export interface CredentialDraft {
  isNew: boolean
  name: string
  body: Shape['CredentialChange']
}

const KEY = ['credentials']

/** The part of an address that says whose they are; those of the tenant have no namespace. */
function below(namespace: string): string {
  return namespace && `/namespaces/${encodeURIComponent(namespace)}`
}

/** Those of a namespace itself, or of the tenant. */
export function useCredentials(namespace: () => string, asked: () => Asked) {
  return useQuery({
    queryKey: [...KEY, 'list', namespace, asked],
    queryFn: ({ signal }) => {
      const path = `/api/v1${below(namespace())}/credentials` as '/api/v1/credentials'
      return answer(client.GET(path, { params: { query: pageQuery(asked()) }, signal }))
    },
  })
}

/** What a namespace can use besides its own: the level of each, the nearest first. */
export function useInheritedCredentials(namespace: () => string) {
  return useQuery({
    queryKey: [...KEY, 'inherited', namespace],
    queryFn: async ({ signal }) => {
      const params = { path: { namespace: namespace() } }
      const { levels } = await answer(
        client.GET('/api/v1/namespaces/{namespace}/credentials/inherited', { params, signal }),
      )
      return levels
        .slice(1)
        .flatMap(({ namespace: level, credentials }) =>
          credentials.map((one) => ({ ...one, level })),
        )
    },
  })
}

export const useCredentialSave = (namespace: () => string) =>
  useChange([KEY], ({ isNew, name, body }: CredentialDraft) => {
    if (isNew) {
      const path = `/api/v1${below(namespace())}/credentials` as '/api/v1/credentials'
      return answer(client.POST(path, { body: { name, ...body } }))
    }
    const path = `/api/v1${below(namespace())}/credentials/{id}` as '/api/v1/credentials/{id}'
    return answer(client.PUT(path, { ...at(name), body }))
  })

export const useCredentialDelete = (namespace: () => string) =>
  useChange([KEY], (name: string) => {
    const path = `/api/v1${below(namespace())}/credentials/{id}` as '/api/v1/credentials/{id}'
    return answer(client.DELETE(path, at(name)))
  })

/** Ask for a token, and forget it. */
export const useCredentialTest = (namespace: () => string) =>
  useMutation({
    mutationFn: (name: string) => {
      const path =
        `/api/v1${below(namespace())}/credentials/{id}/test` as '/api/v1/credentials/{id}/test'
      return answer(client.POST(path, at(name)))
    },
  })
