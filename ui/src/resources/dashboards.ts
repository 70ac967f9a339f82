/** Dashboards and the rows of their charts. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, askFor, client, yamlBody, type FilterQuery } from '@/api/client'
import { ApiError } from '@/api/error'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import { hasRows, kindOf, type Chart, type Row } from '@/components/dashboard/chart'
import { chartFilters } from './executions'

export type Dashboard = components['schemas']['Dashboard']
/** A page that has a dashboard of its own. */
export type PageKind = 'home' | 'flow' | 'namespace'

export interface ChartAsk {
  chart: Chart
  /** The id of the stored dashboard that the chart is of; without it the chart itself is sent. */
  dashboard?: string
  filters: FilterQuery
  /** Which of its rows; all without. */
  page?: { number: number; size: number }
}

export interface ChartRows {
  results: Row[]
  total: number
}

/** What a tenant calls the dashboards that it has chosen for pages. */
export const DEFAULTS = {
  home: 'defaultHomeDashboard',
  flow: 'defaultFlowOverviewDashboard',
  namespace: 'defaultNamespaceOverviewDashboard',
} as const satisfies Record<PageKind, keyof components['schemas']['TenantDashboards']>

const LISTED_MAX = 50
/** Rows of a table on one of its pages. */
export const CHART_ROWS = 10
/** What is asked for within it goes into one call. */
const TOGETHER_MS = 20
// However long it takes to draw them, rows that came with their dashboard are not asked for again.
const CAME_MS = 15_000

/** Dashboards whose title or id has the text, by title. */
export function useDashboards(text: MaybeRefOrGetter<string>, isEnabled: () => boolean) {
  return useQuery({
    queryKey: ['dashboards', 'list', computed(() => toValue(text))],
    queryFn: ({ signal }) => {
      const q = toValue(text).trim() || undefined
      return answer(
        client.GET('/api/v1/dashboards', {
          params: { query: { q, page: 1, size: LISTED_MAX } },
          signal,
        }),
      )
    },
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  })
}

type Which = { id: string } | { page: PageKind }

/** A stored dashboard, or the one that comes with the server for a page. */
export function useDashboard(
  which: MaybeRefOrGetter<Which>,
  isEnabled: () => boolean = () => true,
) {
  return useQuery({
    queryKey: ['dashboards', 'one', computed(() => toValue(which))],
    queryFn: ({ signal }) => findDashboard(toValue(which), signal),
    enabled: isEnabled,
  })
}

function findDashboard(which: Which, signal: AbortSignal): Promise<Dashboard> {
  return answer(
    'id' in which
      ? client.GET('/api/v1/dashboards/{id}', { params: { path: which }, signal })
      : client.GET('/api/v1/dashboards/built-in/{page}', { params: { path: which }, signal }),
  )
}

/** The dashboard of a page, and the chosen one among those that are stored. */
export interface PageAsk {
  page: PageKind
  chosen: string | undefined
  /** What the rows are asked with that come with it. */
  filters: FilterQuery
}

/**
 * The chosen dashboard of a page, else, or where that is gone or may not be seen, the one that comes
 * with the server. The first time it brings the rows of its charts: they need no call of their own.
 */
export function usePageDashboard(ask: MaybeRefOrGetter<PageAsk>, isEnabled: () => boolean) {
  const key = computed(() => {
    const { page, chosen } = toValue(ask)
    return ['dashboards', 'page', page, chosen ?? '']
  })
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const { page, chosen } = toValue(ask)
      if (!queryClient.getQueryData(key.value)) return findWithRows(toValue(ask), signal)
      const usual = () => findDashboard({ page }, signal)
      return chosen ? findDashboard({ id: chosen }, signal).catch(usual) : usual()
    },
    enabled: isEnabled,
  })
}

async function findWithRows(
  { page, chosen, filters }: PageAsk,
  signal: AbortSignal,
): Promise<Dashboard> {
  const found = await answer(
    client.POST('/api/v1/dashboards/charts/previews', {
      body: {
        page,
        ...(chosen ? { dashboard: chosen } : {}),
        pageSize: CHART_ROWS,
        globalFilter: { filters: chartFilters(filters) },
      } as never,
      signal,
    }),
  )
  // It is in the answer where a page was named.
  const dashboard = found.dashboard as Dashboard
  for (const [place, chart] of chartsOf(dashboard).entries()) {
    const { message, ...rows } = found.results[place] ?? { message: '' }
    // What is wrong with a chart is told where it is drawn, which asks for it itself.
    if (message === undefined) queryClient.setQueryData(rowsKey(chartAsk(chart, { filters })), rows)
  }
  return dashboard
}

export function chartsOf(dashboard: Pick<Dashboard, 'charts'>): Chart[] {
  return dashboard.charts as unknown as Chart[]
}

/** Whether its rows are shown in pages. */
export function isPaged(chart: Chart): boolean {
  return kindOf(chart) === 'Table' && chart.chartOptions?.pagination?.enabled !== false
}

/** The rows of a chart, of a table those of one of its pages. */
export function chartAsk(
  chart: Chart,
  { dashboard, filters, page = 1 }: Pick<ChartAsk, 'dashboard' | 'filters'> & { page?: number },
): ChartAsk {
  const paged = isPaged(chart) ? { page: { number: page, size: CHART_ROWS } } : {}
  return { chart, dashboard, filters, ...paged }
}

function rowsKey(ask: ChartAsk) {
  return ['charts', ask]
}

/** How rows are asked for besides what they are. */
export interface AskOptions {
  /** In one call with others that are asked for at the same time. */
  isTogether?: boolean
  /** Seconds until they are asked for again; 0 for never. */
  refresh: MaybeRefOrGetter<number>
}

/** The rows of one chart; each chart waits, fails and is asked again by itself. */
export function useChartRows(ask: MaybeRefOrGetter<ChartAsk>, options: AskOptions) {
  return useQuery({
    queryKey: computed(() => rowsKey(toValue(ask))),
    queryFn: ({ signal }) => {
      const wanted = toValue(ask)
      return options.isTogether ? askTogether(wanted) : askAlone(wanted, signal)
    },
    enabled: () => hasRows(toValue(ask).chart),
    ...(options.isTogether ? { staleTime: CAME_MS } : {}),
    placeholderData: keepPreviousData,
    // No function: that would be asked only when the next rows come.
    refetchInterval: computed(() => toValue(options.refresh) * 1_000 || false),
  })
}

/** Ask for the rows of all charts again. */
export function refreshCharts(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['charts'] })
}

async function askAlone(ask: ChartAsk, signal: AbortSignal): Promise<ChartRows> {
  const body = bodyOf(ask)
  const { chart, dashboard } = ask
  const found = await answer(
    dashboard === undefined
      ? client.POST('/api/v1/dashboards/charts/preview', {
          body: { chart: JSON.stringify(chart), globalFilter: body } as never,
          signal,
        })
      : client.POST('/api/v1/dashboards/{id}/charts/{chartId}', {
          params: { path: { id: dashboard, chartId: chart.id } },
          body: body as never,
          signal,
        }),
  )
  return found as unknown as ChartRows
}

function bodyOf({ filters, page }: ChartAsk) {
  return {
    filters: chartFilters(filters),
    ...(page ? { pageNumber: page.number, pageSize: page.size } : {}),
  }
}

interface Waiting {
  ask: ChartAsk
  resolve: (rows: ChartRows) => void
  reject: (thrown: unknown) => void
}

let waiting: Waiting[] = []

function askTogether(ask: ChartAsk): Promise<ChartRows> {
  if (!waiting.length) window.setTimeout(sendAll, TOGETHER_MS)
  return new Promise((resolve, reject) => waiting.push({ ask, resolve, reject }))
}

function sendAll(): void {
  const byFilters = new Map<string, Waiting[]>()
  for (const one of waiting) {
    const key = JSON.stringify(one.ask.filters)
    byFilters.set(key, [...(byFilters.get(key) ?? []), one])
  }
  waiting = []
  for (const group of byFilters.values()) void send(group)
}

async function send(group: Waiting[]): Promise<void> {
  const charts = group.map(({ ask: { chart, page } }) => ({
    chart: JSON.stringify(chart),
    ...(page ? { pageNumber: page.number, pageSize: page.size } : {}),
  }))
  const globalFilter = { filters: chartFilters(group[0]?.ask.filters ?? {}) }
  try {
    const { results } = await answer(
      client.POST('/api/v1/dashboards/charts/previews', {
        body: { charts, globalFilter } as never,
      }),
    )
    group.forEach(({ resolve, reject }, place) => {
      const { message, ...rows } = results[place] ?? { results: [], total: 0 }
      if (message === undefined) resolve(rows as unknown as ChartRows)
      else reject(new ApiError(message, 422))
    })
  } catch (thrown) {
    group.forEach(({ reject }) => reject(thrown))
  }
}

/** All rows of a chart as CSV. */
export async function chartCsv({ chart, dashboard, filters }: ChartAsk): Promise<Blob> {
  const body = { filters: chartFilters(filters) }
  const path =
    dashboard === undefined
      ? '/api/v1/dashboards/charts/export/to-csv'
      : `/api/v1/dashboards/${encodeURIComponent(dashboard)}/charts/${encodeURIComponent(chart.id)}/export/to-csv`
  const sent = dashboard === undefined ? { chart: JSON.stringify(chart), globalFilter: body } : body
  const response = await askFor(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(sent),
  })
  return response.blob()
}

function changed(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['dashboards'] })
}

/** A new dashboard without `id`, else another source for that one. */
export function useDashboardSave() {
  return useMutation({
    mutationFn: ({ id, source }: { id?: string; source: string }) =>
      answer(
        id === undefined
          ? client.POST('/api/v1/dashboards', yamlBody(source))
          : client.PUT('/api/v1/dashboards/{id}', {
              params: { path: { id } },
              ...yamlBody(source),
            }),
      ),
    onSuccess: changed,
  })
}

export function useDashboardDelete() {
  return useMutation({
    mutationFn: (id: string) =>
      answer(client.DELETE('/api/v1/dashboards/{id}', { params: { path: { id } } })),
    // The one that is still shown is not asked for again.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['dashboards', 'list'] }),
  })
}

/** What is wrong with a source, as text of a line each; empty when nothing is. */
export function useDashboardReport(source: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['dashboards', 'report', computed(() => toValue(source))],
    queryFn: async ({ signal }) => {
      const { constraints } = await answer(
        client.POST('/api/v1/dashboards/validate', { ...yamlBody(toValue(source)), signal }),
      )
      return constraints ?? ''
    },
    placeholderData: keepPreviousData,
  })
}
