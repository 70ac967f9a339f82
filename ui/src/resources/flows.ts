/** Flows: lists, sources, and what can be done to one or to many of them. */
import { keepPreviousData, useMutation, useQueries, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import {
  answer,
  askFor,
  client,
  queryOf,
  withFilters,
  yamlBody,
  type FilterQuery,
} from '@/api/client'
import { pageOptions, pageQuery, type RowChoice, type PageQuery } from '@/api/pages'
import { apiUrl } from '@/api/place'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import type { DeclaredTrigger } from './triggers'

export type Flow = components['schemas']['Flow']
export type LatestRun = components['schemas']['Latest']
export interface FlowId {
  namespace: string
  id: string
}
export type FlowChoice = RowChoice<FlowId>
export type FlowAction = 'enable' | 'disable' | 'delete'

/** The triggers of a flow as lists show them. */
export function triggersOf(flow: Flow): DeclaredTrigger[] {
  return (flow.triggers ?? []) as unknown as DeclaredTrigger[]
}

/** As many bars as a row of the list has. */
const LATEST_RUNS = 14
const OF_NAMESPACE_MAX = 1_000
const ARCHIVE = /\.zip$/i

export function useFlows(query: MaybeRefOrGetter<PageQuery>) {
  return useQuery({
    queryKey: ['flows', 'list', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const asked = toValue(query)
      return answer(
        client.GET('/api/v1/flows/search', {
          params: { query: pageQuery(asked) },
          ...pageOptions(asked, signal),
        }),
      )
    },
    placeholderData: keepPreviousData,
  })
}

/** The ids of the flows of each of some namespaces, the first of them; with the filters of a list. */
export function useFlowsByNamespace(
  namespaces: MaybeRefOrGetter<readonly string[]>,
  filters: MaybeRefOrGetter<FilterQuery>,
) {
  const queries = useQueries({
    queries: computed(() =>
      toValue(namespaces).map((namespace) => ({
        queryKey: ['flows', 'of', namespace, toValue(filters)],
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          const found = await answer(
            client.GET('/api/v1/flows/search', {
              params: { query: { page: 1, size: OF_NAMESPACE_MAX, sort: ['id:asc'] } },
              ...withFilters({ ...toValue(filters), 'filters[namespace][EQUALS]': namespace }),
              signal,
            }),
          )
          return { namespace, ids: found.results.map(({ id }) => id) }
        },
      })),
    ),
  })
  return {
    byNamespace: computed(
      () =>
        new Map(
          queries.value.flatMap(({ data }) => (data ? [[data.namespace, data.ids] as const] : [])),
        ),
    ),
    error: computed(() => queries.value.find((one) => one.error)?.error ?? undefined),
    refetch: () => queries.value.forEach((one) => void one.refetch()),
  }
}

/** How many flows there are whatever the filters, for a list that filters have emptied. */
export function useFlowCount(isEnabled: () => boolean) {
  return useQuery({
    queryKey: ['flows', 'count'],
    queryFn: async ({ signal }) => {
      const page = await answer(
        client.GET('/api/v1/flows/search', { params: { query: { page: 1, size: 1 } }, signal }),
      )
      return page.total
    },
    enabled: isEnabled,
  })
}

/** The last runs of each of some flows, by `namespace/id`, the newest first; all in one call. */
export function useLatestRuns(
  flows: MaybeRefOrGetter<FlowId[] | undefined>,
  limit: number = LATEST_RUNS,
) {
  const asked = computed(() => toValue(flows)?.map(({ namespace, id }) => ({ namespace, id })))
  return useQuery({
    queryKey: ['executions', 'latest', asked, limit],
    queryFn: async ({ signal }) => {
      const body = asked.value ?? []
      const runs = await answer(
        client.POST('/api/v1/executions/latest', {
          body,
          params: { query: { limit } },
          signal,
        }),
      )
      const byFlow = new Map<string, LatestRun[]>()
      for (const run of runs) {
        const key = `${run.namespace}/${run.flowId}`
        const known = byFlow.get(key)
        if (known) known.push(run)
        else byFlow.set(key, [run])
      }
      return byFlow
    },
    enabled: () => Boolean(asked.value?.length),
  })
}

export function useFlow(flow: MaybeRefOrGetter<FlowId>, isEnabled: () => boolean = () => true) {
  return useQuery({
    queryKey: ['flows', 'one', computed(() => toValue(flow))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/flows/{namespace}/{id}', {
          params: { path: toValue(flow), query: { source: true, allowDeleted: true } },
          signal,
        }),
      ),
    enabled: isEnabled,
  })
}

/** All revisions of a flow with their sources, the newest first. */
export function useRevisions(flow: MaybeRefOrGetter<FlowId>) {
  return useQuery({
    queryKey: ['flows', 'revisions', computed(() => toValue(flow))],
    queryFn: async ({ signal }) => {
      const found = await answer(
        client.GET('/api/v1/flows/{namespace}/{id}/revisions', {
          params: { path: toValue(flow) },
          signal,
        }),
      )
      return [...found].sort((one, other) => other.revision - one.revision)
    },
  })
}

/** How many executions each revision of a flow has. */
export function useRevisionRuns(flow: MaybeRefOrGetter<FlowId>) {
  return useQuery({
    queryKey: ['executions', 'revisions', computed(() => toValue(flow))],
    queryFn: async ({ signal }) => {
      const path = toValue(flow)
      const found = await answer(
        client.GET('/api/v1/flows/{namespace}/{id}/revisions/executions', {
          params: { path },
          signal,
        }),
      )
      return new Map(found.map((one) => [one.revision, one.executions]))
    },
  })
}

/** What the server says of a source. */
export function useSourceReport(source: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['flows', 'report', computed(() => toValue(source))],
    queryFn: async ({ signal }) => {
      const [report] = await answer(
        client.POST('/api/v1/flows/validate', { ...yamlBody(toValue(source)), signal }),
      )
      return report
    },
    enabled: () => toValue(source).trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  })
}

/** The graph of a source that need not be stored. */
export function useSourceGraph(source: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['flows', 'sourceGraph', computed(() => toValue(source))],
    queryFn: ({ signal }) =>
      answer(client.POST('/api/v1/flows/graph', { ...yamlBody(toValue(source)), signal })),
    enabled: () => toValue(source).trim() !== '',
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  })
}

export interface Saved {
  /** Absent for a new flow. */
  flow?: FlowId
  source: string
  /** What is said of the revision. */
  message?: string
}

/** Store a source: a new flow, or the next revision of one. */
export function useFlowSave() {
  return useMutation({
    mutationFn: ({ flow, source, message }: Saved) => {
      const query = { message: message || undefined }
      const body = yamlBody(source)
      return flow
        ? answer(
            client.PUT('/api/v1/flows/{namespace}/{id}', {
              params: { path: flow, query },
              ...body,
            }),
          )
        : answer(client.POST('/api/v1/flows', { params: { query }, ...body }))
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['flows'] }),
  })
}

/** The revision that the server has now; undefined when the flow is gone. */
export async function newestOf({ namespace, id }: FlowId): Promise<Flow> {
  return answer(
    client.GET('/api/v1/flows/{namespace}/{id}', {
      params: { path: { namespace, id }, query: { source: true } },
    }),
  )
}

/** Enable, disable or delete flows; the answer says how many there were. */
export function useFlowAction() {
  return useMutation({
    mutationFn: async ({ action, choice }: { action: FlowAction; choice: FlowChoice }) => {
      if ('ids' in choice) {
        const body = choice.ids
        if (action === 'delete')
          return answer(client.DELETE('/api/v1/flows/delete/by-ids', { body }))
        const path = `/api/v1/flows/${action}/by-ids` as const
        return answer(client.POST(path, { body }))
      }
      const options = withFilters(choice.filters)
      if (action === 'delete')
        return answer(client.DELETE('/api/v1/flows/delete/by-query', options))
      const path = `/api/v1/flows/${action}/by-query` as const
      return answer(client.POST(path, options))
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['flows'] }),
  })
}

/** A zip archive of sources. */
export async function exportFlows(choice: FlowChoice): Promise<Blob> {
  if ('ids' in choice) {
    return answer(
      client.POST('/api/v1/flows/export/by-ids', { body: choice.ids, parseAs: 'blob' }),
    ) as Promise<Blob>
  }
  return answer(
    client.GET('/api/v1/flows/export/by-query', {
      ...withFilters(choice.filters),
      parseAs: 'blob',
    }),
  ) as Promise<Blob>
}

/** Where the filtered list can be downloaded as CSV. */
export function flowsCsvUrl(filters: FilterQuery): string {
  return apiUrl(`/api/v1/flows/export/by-query/csv?${queryOf(filters)}`)
}

/** Remove old revisions for good. */
export function useRevisionDelete() {
  return useMutation({
    mutationFn: ({ flow, revisions }: { flow: FlowId; revisions: number[] }) =>
      answer(
        client.DELETE('/api/v1/flows/{namespace}/{id}/revisions', {
          params: { path: flow, query: { revisions } },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['flows'] }),
  })
}

export interface Imported {
  file: string
  /** Flows that could not be read or saved, as the server names them. */
  failed: string[]
  error?: unknown
}

/** Import YAML files and archives, one after the other; what fails does not stop the rest. */
export function useFlowImport() {
  return useMutation({
    mutationFn: async (files: File[]): Promise<Imported[]> => {
      const done: Imported[] = []
      for (const file of files) done.push(await importOne(file))
      return done
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['flows'] }),
  })
}

async function importOne(file: File): Promise<Imported> {
  const form = new FormData()
  const name = ARCHIVE.test(file.name) ? file.name : file.name.replace(/\.[^.]*$/, '.yaml')
  form.append('fileUpload', file, name)
  try {
    const response = await askFor('/api/v1/flows/import', { method: 'POST', body: form })
    return { file: file.name, failed: (await response.json()) as string[] }
  } catch (error) {
    return { file: file.name, failed: [], error }
  }
}
