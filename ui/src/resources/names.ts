/** Names that the server knows, for completion: each kept for a moment, and none on a failure. */
import { answer, client, withFilters } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { Names } from '@/editor/completion'
import type { Suggestion } from '@/editor/expressions'
import { docsOf, explained } from './plugins'

const FRESH_MS = 30_000
const FLOWS_MAX = 200

type Kind = NonNullable<Suggestion['kind']>
interface Property {
  title?: string
  type?: string
  properties?: Record<string, Property>
  $ref?: string
}

/** All but the types, which the schema of the editor names. */
export const serverNames: Omit<Names, 'types'> = {
  namespaces: () =>
    known(['namespaces'], async () =>
      plain(await answer(client.GET('/api/v1/namespaces/ids')), 'value', 'namespace'),
    ),
  flows: (namespace) =>
    known(['flows', namespace], async () => {
      const page = await answer(
        client.GET('/api/v1/flows/search', {
          params: { query: { page: 1, size: FLOWS_MAX, sort: ['id:asc'] } },
          ...withFilters({ 'filters[namespace][EQUALS]': namespace }),
        }),
      )
      return page.results.map(({ id, description }) => ({
        label: id,
        detail: 'flow',
        kind: 'value' as const,
        about: description ?? undefined,
      }))
    }),
  inputsOf: (namespace, id) => declared('inputs', namespace, id),
  outputsOf: (namespace, id) => declared('outputs', namespace, id),
  ofType: (type, path) => known(['type', type, ...path], () => outputsOfType(type, path)),
  variables: (namespace) =>
    known(['variables', namespace], async () => {
      const found = await answer(
        client.GET('/api/v1/namespaces/{id}/inherited-variables', {
          params: { path: { id: namespace } },
        }),
      )
      return plain(Object.keys(found.variables ?? {}), 'variable', 'variable of the namespace')
    }),
  keys: (namespace) =>
    known(['keys', namespace], async () => {
      const params = { path: { namespace } }
      const all = await Promise.all([
        answer(client.GET('/api/v1/namespaces/{namespace}/kv', { params })),
        answer(client.GET('/api/v1/namespaces/{namespace}/kv/inheritance', { params })),
      ])
      return all.flat().map(({ key, namespace: owner, description }) => ({
        label: key,
        detail: owner,
        kind: 'value' as const,
        about: description ?? undefined,
      }))
    }),
  secrets: (namespace) =>
    known(['secrets', namespace], async () => {
      const found = await answer(
        client.GET('/api/v1/namespaces/{namespace}/inherited-secrets', {
          params: { path: { namespace } },
        }),
      )
      return Object.entries(found).flatMap(([owner, names]) => plain(names, 'value', owner))
    }),
  files: (namespace) =>
    known(['files', namespace], async () => {
      const found = await answer(
        client.GET('/api/v1/namespaces/{namespace}/files/search', {
          params: { path: { namespace }, query: { q: '' } },
        }),
      )
      return plain(
        found.map((path) => path.replace(/^\//, '')),
        'file',
        'file of the namespace',
      )
    }),
  functions: () => known(['functions'], () => explained('function')),
  filters: () => known(['filters'], () => explained('filter')),
}

async function known(key: string[], ask: () => Promise<Suggestion[]>): Promise<Suggestion[]> {
  try {
    return await queryClient.fetchQuery({
      queryKey: ['names', ...key],
      queryFn: ask,
      staleTime: FRESH_MS,
      retry: false,
    })
  } catch {
    // While somebody types, fewer proposals are better than a message.
    return []
  }
}

function plain(labels: string[], kind: Kind, detail: string): Suggestion[] {
  return labels.map((label) => ({ label, detail, kind }))
}

/** What a flow declares as inputs or outputs. */
function declared(list: 'inputs' | 'outputs', namespace: string, id: string) {
  return known(['flow', namespace, id, list], async () => {
    const flow = await answer(
      client.GET('/api/v1/flows/{namespace}/{id}', { params: { path: { namespace, id } } }),
    )
    const found = (flow[list] ?? []) as unknown as { id: string; type?: string }[]
    const kind = list === 'inputs' ? 'key' : 'variable'
    return found.map(({ id: label, type = '' }) => ({ label, detail: type, kind }))
  })
}

async function outputsOfType(type: string, path: string[]): Promise<Suggestion[]> {
  const { schema } = await docsOf(type)
  const whole = schema as { outputs?: Property; definitions?: Record<string, Property> }
  let at: Property | undefined = whole.outputs
  for (const name of path) at = resolved(whole.definitions, at?.properties?.[name])
  return Object.entries(at?.properties ?? {}).map(([label, { title = '', type: kind = '' }]) => ({
    label,
    detail: kind,
    kind: 'variable',
    about: title,
  }))
}

function resolved(definitions?: Record<string, Property>, at?: Property): Property | undefined {
  const name = at?.$ref?.replace('#/definitions/', '')
  return name ? definitions?.[name] : at
}
