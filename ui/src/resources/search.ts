/** What the palette finds: flows, executions, namespaces, keys and plugins by a few letters. */
import { answer, client, withFilters } from '@/api/client'

export interface Found {
  kind: 'flow' | 'execution' | 'namespace' | 'key' | 'plugin'
  id: string
  namespace: string
  flowId: string
  state: string
}

const EACH_MAX = 6
const LETTERS_MIN = 2

/** Everything whose name fits. What cannot be searched, such as without permission, is left out. */
export async function searchAll(text: string, signal: AbortSignal): Promise<Found[]> {
  if (text.length < LETTERS_MIN) return []
  const asked = [flows, executions, namespaces, keys, plugins].map((ask) => ask(text, signal))
  const answers = await Promise.allSettled(asked)
  signal.throwIfAborted()
  const found = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  const failed = answers.find((one) => one.status === 'rejected')
  if (failed && answers.every((one) => one.status === 'rejected')) throw failed.reason
  return found
}

export async function searchExecutions(text: string, signal: AbortSignal): Promise<Found[]> {
  return executions(text, signal)
}

export async function searchNamespaces(text: string, signal: AbortSignal): Promise<Found[]> {
  return namespaces(text, signal)
}

/** The execution that failed last, if any has. */
export async function lastFailed(): Promise<Found | undefined> {
  const page = await answer(
    client.GET('/api/v1/executions/search', {
      params: { query: { page: 1, size: 1, sort: ['state.startDate:desc'], view: 'slim' } },
      ...withFilters({ 'filters[state][IN]': 'FAILED' }),
    }),
  )
  return page.results.map(executionFound)[0]
}

async function flows(text: string, signal: AbortSignal): Promise<Found[]> {
  const page = await answer(
    client.GET('/api/v1/flows/search', {
      params: { query: { page: 1, size: EACH_MAX } },
      signal,
      ...withFilters({ 'filters[q][EQUALS]': text }),
    }),
  )
  return page.results.map(({ id, namespace }) => made('flow', id, namespace))
}

async function executions(text: string, signal: AbortSignal): Promise<Found[]> {
  const page = await answer(
    client.GET('/api/v1/executions/search', {
      params: { query: { page: 1, size: EACH_MAX, sort: ['state.startDate:desc'], view: 'slim' } },
      signal,
      ...withFilters({ 'filters[q][EQUALS]': text }),
    }),
  )
  return page.results.map(executionFound)
}

async function namespaces(text: string, signal: AbortSignal): Promise<Found[]> {
  const names = await answer(
    client.GET('/api/v1/flows/distinct-namespaces', { params: { query: { q: text } }, signal }),
  )
  return names.slice(0, EACH_MAX).map((name) => made('namespace', name, name))
}

async function keys(text: string, signal: AbortSignal): Promise<Found[]> {
  const page = await answer(
    client.GET('/api/v1/kv', { params: { query: { page: 1, size: EACH_MAX, q: text } }, signal }),
  )
  return page.results.map(({ key, namespace }) => made('key', key, namespace ?? ''))
}

// Plugins change with the server alone.
let types: Promise<string[]> | undefined

async function plugins(text: string): Promise<Found[]> {
  types ??= allTypes().catch((error: unknown) => {
    types = undefined
    throw error
  })
  const low = text.toLowerCase()
  const fitting = (await types).filter((type) => type.toLowerCase().includes(low))
  return fitting.slice(0, EACH_MAX).map((type) => made('plugin', type, ''))
}

async function allTypes(): Promise<string[]> {
  const listed = await answer(client.GET('/api/v1/plugins'))
  const packages = Array.isArray(listed) ? listed : listed.results
  const names = packages
    .flatMap((one) => [...(one.tasks ?? []), ...(one.triggers ?? [])])
    .map((type) => (typeof type === 'string' ? type : type.cls))
  return [...new Set(names)].sort()
}

function executionFound(row: {
  id: string
  namespace: string
  flowId: string
  state: { current: string }
}): Found {
  return {
    kind: 'execution',
    id: row.id,
    namespace: row.namespace,
    flowId: row.flowId,
    state: row.state.current,
  }
}

function made(kind: Found['kind'], id: string, namespace: string): Found {
  return { kind, id, namespace, flowId: '', state: '' }
}
