/** What the palette finds by a few letters: flows, executions, namespaces, keys and plugin types. */
import { answer, client, withFilters } from '@/api/client'

export interface Found {
  kind: 'flow' | 'execution' | 'namespace' | 'key' | 'plugin'
  id: string
  namespace: string
  flowId: string
  state: string
}

const EACH_MAX = 6

/** A few of each kind; executions by the beginning of their id. */
export async function search(text: string, signal: AbortSignal): Promise<Found[]> {
  const found = await answer(
    client.GET('/api/v1/search', { params: { query: { q: text, limit: EACH_MAX } }, signal }),
  )
  return [
    ...found.flows.map(({ id, namespace }) => made('flow', id, namespace)),
    ...found.executions.map((one) => ({
      ...made('execution', one.id, one.namespace),
      flowId: one.flowId,
      state: one.state,
    })),
    ...found.namespaces.map((name) => made('namespace', name, name)),
    ...found.keys.map(({ key, namespace }) => made('key', key, namespace)),
    ...found.plugins.map((type) => made('plugin', type, '')),
  ]
}

/** The execution that failed last, if any has. */
export async function lastFailed(): Promise<Found | undefined> {
  const page = await answer(
    client.GET('/api/v1/executions/search', {
      params: { query: { page: 1, size: 1, sort: ['state.startDate:desc'], view: 'slim' } },
      ...withFilters({ 'filters[state][IN]': 'FAILED' }),
    }),
  )
  const [row] = page.results
  return (
    row && {
      ...made('execution', row.id, row.namespace),
      flowId: row.flowId,
      state: row.state.current,
    }
  )
}

function made(kind: Found['kind'], id: string, namespace: string): Found {
  return { kind, id, namespace, flowId: '', state: '' }
}
