/** Policies of the tenant, of the whole server and of namespaces, and what they make of flows. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { stringify } from 'yaml'
import { answer, client, yamlBody } from '@/api/client'
import type { components } from '@/api/schema'
import { at, pageQuery, useChange, type Asked } from './records'

type Shape = components['schemas']
export type Policy = Shape['PolicySummary']
export type Verdict = Pick<Shape['Evaluated'], 'mutations' | 'violations' | 'conflicts'>

export const SCOPES = ['tenant', 'server', 'namespace'] as const
/** Whose policies; the namespace counts in its own scope alone. */
export interface PolicyPlace {
  scope: (typeof SCOPES)[number]
  namespace: string
}

const KEY = ['policies']

/** The part of an address that says the place. */
function below({ scope, namespace }: PolicyPlace): string {
  if (scope === 'tenant') return ''
  return scope === 'server' ? '/instance' : `/namespaces/${encodeURIComponent(namespace)}`
}

export function usePolicies(place: () => PolicyPlace, asked: () => Asked) {
  return useQuery({
    queryKey: [...KEY, 'list', place, asked],
    queryFn: ({ signal }) => {
      const path = `/api/v1${below(place())}/policies/search` as '/api/v1/policies/search'
      return answer(client.GET(path, { params: { query: pageQuery(asked()) }, signal }))
    },
    enabled: () => place().scope !== 'namespace' || place().namespace !== '',
  })
}

/** The text of a policy, as people write it. */
export function usePolicySource(place: () => PolicyPlace, id: () => string) {
  return useQuery({
    queryKey: [...KEY, 'one', place, id],
    queryFn: async ({ signal }) => {
      const path = `/api/v1${below(place())}/policies/{id}` as '/api/v1/policies/{id}'
      const found = await answer(client.GET(path, { ...at(id()), signal }))
      const { id: name, displayName, description, enforcement, target, rules } = found
      return stringify({ id: name, displayName, description, enforcement, target, rules })
    },
    enabled: () => id() !== '',
    // What is being written is not replaced.
    refetchOnWindowFocus: false,
  })
}

/** Without an id a new one. */
export const usePolicySave = () =>
  useChange(
    [KEY],
    async ({ place, id, source }: { place: PolicyPlace; id: string; source: string }) => {
      const body = yamlBody(source)
      if (!id) {
        const path = `/api/v1${below(place)}/policies` as '/api/v1/policies'
        return answer(client.POST(path, body))
      }
      const path = `/api/v1${below(place)}/policies/{id}` as '/api/v1/policies/{id}'
      return answer(client.PUT(path, { ...at(id), ...body }))
    },
  )

export const usePolicyDelete = (place: () => PolicyPlace) =>
  useChange([KEY], (id: string) => {
    const path = `/api/v1${below(place())}/policies/{id}` as '/api/v1/policies/{id}'
    return answer(client.DELETE(path, at(id)))
  })

/** What a policy makes of the flows that are stored, as if it were in force and no other. */
export function usePolicyEvaluation(
  place: () => PolicyPlace,
  id: () => string,
  asked: () => Pick<Asked, 'page' | 'size'>,
) {
  return useQuery({
    queryKey: [...KEY, 'evaluation', place, id, asked],
    queryFn: ({ signal }) => {
      const path =
        `/api/v1${below(place())}/policies/{id}/evaluate` as '/api/v1/policies/{id}/evaluate'
      const { page, size } = asked()
      return answer(
        client.GET(path, { params: { path: { id: id() }, query: { page, size } }, signal }),
      )
    },
    enabled: () => id() !== '',
  })
}

/** What all policies that are in force make of a source. */
export const usePolicyPreview = () =>
  useMutation({
    mutationFn: (body: Shape['PolicyPreviewInput']) =>
      answer(client.POST('/api/v1/flows/policies/preview', { body })),
  })
