/** Executions: lists, counts, and what can be done to many of them at once. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, queryOf, withFilters, type FilterQuery } from '@/api/client'
import { pageOptions, pageQuery, type PageQuery } from '@/api/pages'
import { apiUrl } from '@/api/place'
import { whileLive } from '@/api/queries'
import type { components } from '@/api/schema'
import { isTerminal } from '@/design/states'

export type { FilterQuery }
export type ExecutionRow = components['schemas']['Execution']
export type StateType = components['schemas']['StateType']
export type Label = components['schemas']['Label']
export type EndState = 'CANCELLED' | 'FAILED' | 'SUCCESS' | 'WARNING'

/** A page of executions in slim rows; refreshed while any of them still runs. */
export function useExecutions(
  query: MaybeRefOrGetter<PageQuery>,
  isEnabled: () => boolean = () => true,
) {
  return useQuery({
    queryKey: ['executions', 'list', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const asked = toValue(query)
      return answer(
        client.GET('/api/v1/executions/search', {
          params: { query: { ...pageQuery(asked), view: 'slim' } },
          ...pageOptions(asked, signal),
        }),
      )
    },
    enabled: isEnabled,
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
export function useStateCounts(
  filters: MaybeRefOrGetter<FilterQuery>,
  isEnabled: MaybeRefOrGetter<boolean> = true,
) {
  return useQuery({
    queryKey: ['executions', 'counts', computed(() => toValue(filters))],
    queryFn: ({ signal }) =>
      answer(client.GET('/api/v1/executions/counts', { ...withFilters(toValue(filters)), signal })),
    enabled: () => toValue(isEnabled),
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
  return apiUrl(`/api/v1/executions/export/by-query/csv?${queryOf(filters)}`)
}
