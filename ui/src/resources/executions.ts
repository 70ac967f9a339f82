/** Executions: lists, counts, and what can be done to many of them at once. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, withFilters, type FilterQuery } from '@/api/client'
import { apiUrl } from '@/api/place'
import { queryClient, whileLive } from '@/api/queries'
import type { components } from '@/api/schema'
import { isTerminal } from '@/design/states'

export type { FilterQuery }
export type ExecutionRow = components['schemas']['Execution']
export type StateType = components['schemas']['StateType']
export type Label = components['schemas']['Label']
export type EndState = 'CANCELLED' | 'FAILED' | 'SUCCESS' | 'WARNING'

export interface ListQuery {
  filters: FilterQuery
  page: number
  size: number
  sort: string
}

/** A page of executions in slim rows; refreshed while any of them still runs. */
export function useExecutions(query: MaybeRefOrGetter<ListQuery>) {
  return useQuery({
    queryKey: ['executions', 'list', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const { filters, page, size, sort } = toValue(query)
      return answer(
        client.GET('/api/v1/executions/search', {
          params: { query: { page, size, view: 'slim', ...(sort ? { sort: [sort] } : {}) } },
          ...withFilters(filters),
          signal,
        }),
      )
    },
    placeholderData: keepPreviousData,
    refetchInterval: whileLive((data: components['schemas']['ExecutionPage']) =>
      data.results.some((row) => !isTerminal(row.state.current)),
    ),
  })
}

export interface ActivityRow {
  date: string
  state: StateType
  total: number
}

const ACTIVITY = `id: activity
type: io.kestra.plugin.core.dashboard.chart.TimeSeries
chartOptions: {displayName: Activity, column: date, colorByColumn: state}
data:
  type: io.kestra.plugin.core.dashboard.data.Executions
  columns:
    date: {field: START_DATE}
    state: {field: STATE}
    total: {agg: COUNT}
`

/** Executions by date and state, of the same filters; undefined asks for nothing. */
export function useActivity(filters: MaybeRefOrGetter<FilterQuery | undefined>) {
  return useQuery({
    queryKey: ['executions', 'activity', computed(() => toValue(filters))],
    queryFn: async ({ signal }) => {
      const globalFilter = { filters: chartFilters(toValue(filters) ?? {}) }
      const { results } = await answer(
        client.POST('/api/v1/dashboards/charts/preview', {
          body: { chart: ACTIVITY, globalFilter } as never,
          signal,
        }),
      )
      return results as unknown as ActivityRow[]
    },
    enabled: () => toValue(filters) !== undefined,
  })
}

/** How many executions of each state the filters find. */
export function useStateCounts(filters: MaybeRefOrGetter<FilterQuery>) {
  return useQuery({
    queryKey: ['executions', 'counts', computed(() => toValue(filters))],
    queryFn: ({ signal }) =>
      answer(client.GET('/api/v1/executions/counts', { ...withFilters(toValue(filters)), signal })),
  })
}

const NAME = /^filters\[([^\]]+)]\[([A-Z_]+)](?:\[(.+)])?$/

/** Filters of the address as charts take them. */
export function chartFilters(filters: FilterQuery) {
  return Object.entries(filters).flatMap(([name, values]) =>
    [values].flat().map((value) => {
      const [, field = '', operation = '', key] = NAME.exec(name) ?? []
      const isList = operation === 'IN' || operation === 'NOT_IN'
      const given = key ? { [key]: value } : isList ? value.split(',') : value
      return { field, operation, value: given }
    }),
  )
}

/** Where the filtered list can be downloaded as CSV. */
export function executionsCsvUrl(filters: FilterQuery): string {
  const query = new URLSearchParams()
  for (const [name, values] of Object.entries(filters)) {
    for (const value of [values].flat()) query.append(name, value)
  }
  return apiUrl(`/api/v1/executions/export/by-query/csv?${query}`)
}

export type BulkAction =
  | 'restart'
  | 'replay'
  | 'resume'
  | 'pause'
  | 'kill'
  | 'unqueue'
  | 'forceRun'
  | 'changeStatus'
  | 'labels'
  | 'delete'

/** What a bulk action is about: some executions, or all that a list's filters find. */
export type BulkTarget = { ids: string[] } | { filters: FilterQuery }

export interface BulkOptions {
  latestRevision?: boolean
  status?: EndState
  labels?: Label[]
  includeNonTerminated?: boolean
  deleteLogs?: boolean
  deleteMetrics?: boolean
  deleteStorage?: boolean
}

/** Do something to many executions: all of them or, if one refuses, none. */
export function useBulkAction() {
  return useMutation({
    mutationFn: (ask: { action: BulkAction; target: BulkTarget; options: BulkOptions }) =>
      'ids' in ask.target
        ? byIds(ask.action, ask.target.ids, ask.options)
        : byQuery(ask.action, ask.target.filters, ask.options),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['executions'] }),
  })
}

function byIds(action: BulkAction, ids: string[], options: BulkOptions) {
  const { latestRevision, status: newStatus = 'SUCCESS', labels = [], ...removal } = options
  const calls = {
    restart: () => client.POST('/api/v1/executions/restart/by-ids', { body: ids }),
    replay: () =>
      client.POST('/api/v1/executions/replay/by-ids', {
        body: ids,
        params: { query: { latestRevision } },
      }),
    resume: () => client.POST('/api/v1/executions/resume/by-ids', { body: ids }),
    pause: () => client.POST('/api/v1/executions/pause/by-ids', { body: ids }),
    kill: () => client.DELETE('/api/v1/executions/kill/by-ids', { body: ids }),
    unqueue: () => client.POST('/api/v1/executions/unqueue/by-ids', { body: ids }),
    forceRun: () => client.POST('/api/v1/executions/force-run/by-ids', { body: ids }),
    changeStatus: () =>
      client.POST('/api/v1/executions/change-status/by-ids', {
        body: ids,
        params: { query: { newStatus } },
      }),
    labels: () =>
      client.POST('/api/v1/executions/labels/by-ids', {
        body: { executionsId: ids, executionLabels: labels },
      }),
    delete: () =>
      client.DELETE('/api/v1/executions/by-ids', { body: ids, params: { query: removal } }),
  }
  return answer(calls[action]())
}

function byQuery(action: BulkAction, filters: FilterQuery, options: BulkOptions) {
  const { latestRevision, status: newStatus = 'SUCCESS', labels = [], ...removal } = options
  const found = withFilters(filters)
  const calls = {
    restart: () => client.POST('/api/v1/executions/restart/by-query', found),
    replay: () =>
      client.POST('/api/v1/executions/replay/by-query', {
        params: { query: { latestRevision } },
        ...found,
      }),
    resume: () => client.POST('/api/v1/executions/resume/by-query', found),
    pause: () => client.POST('/api/v1/executions/pause/by-query', found),
    kill: () => client.DELETE('/api/v1/executions/kill/by-query', found),
    unqueue: () => client.POST('/api/v1/executions/unqueue/by-query', found),
    forceRun: () => client.POST('/api/v1/executions/force-run/by-query', found),
    changeStatus: () =>
      client.POST('/api/v1/executions/change-status/by-query', {
        params: { query: { newStatus } },
        ...found,
      }),
    labels: () => client.POST('/api/v1/executions/labels/by-query', { body: labels, ...found }),
    delete: () =>
      client.DELETE('/api/v1/executions/by-query', { params: { query: removal }, ...found }),
  }
  return answer(calls[action]())
}
