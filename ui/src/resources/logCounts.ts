/** How many lines of logs the filters find: over time by level, and by what the lines are of. */
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { FilterQuery } from '@/api/client'
import type { Chart, ColumnDocument } from '@/components/dashboard/chart'
import { useChartRows } from './dashboards'
import type { Level } from './executionLogs'

const FACETS = { level: 'LEVEL', flowId: 'FLOW_ID', taskId: 'TASK_ID', triggerId: 'TRIGGER_ID' }
const MOST = 50
const TOGETHER = { isTogether: true, refresh: 0 }

/** What lines are counted by; each is a field of the filters too. */
export type Facet = keyof typeof FACETS

export interface LevelCount {
  date: string
  level: Level
  total: number
}

export interface FacetCounts {
  /** Those with most lines first, up to 50. */
  results: { value: string; total: number }[]
  /** How many different values there are. */
  total: number
}

function counted(
  id: string,
  columns: Record<string, ColumnDocument>,
  more: Partial<NonNullable<Chart['data']>> = {},
): Chart {
  return {
    id,
    type: 'io.kestra.plugin.core.dashboard.chart.Table',
    data: {
      type: 'io.kestra.plugin.core.dashboard.data.Logs',
      columns: { ...columns, total: { agg: 'COUNT' } },
      ...more,
    },
  }
}

/** Lines by date and level. The filters need a window of time. */
export function useLogActivity(filters: MaybeRefOrGetter<FilterQuery>) {
  const chart = counted('activity', { date: { field: 'DATE' }, level: { field: 'LEVEL' } })
  const rows = useChartRows(() => ({ chart, filters: toValue(filters) }), TOGETHER)
  return computed(() =>
    rows.isError.value ? undefined : (rows.data.value?.results as unknown as LevelCount[]),
  )
}

/** Lines by the values of a field, of the other filters. They need a window of time. */
export function useLogFacet(facet: Facet, filters: MaybeRefOrGetter<FilterQuery>) {
  const field = FACETS[facet]
  const chart = counted(
    facet,
    { value: { field } },
    {
      orderBy: [{ column: 'total', order: 'DESC' }],
      where: [{ type: 'IS_NOT_NULL', field }],
    },
  )
  const page = { number: 1, size: MOST }
  const rows = useChartRows(() => ({ chart, page, filters: toValue(filters) }), TOGETHER)
  return {
    error: rows.error,
    refetch: () => void rows.refetch(),
    counts: computed(() =>
      rows.isError.value ? undefined : (rows.data.value as unknown as FacetCounts | undefined),
    ),
  }
}
