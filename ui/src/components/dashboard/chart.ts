/** Charts of dashboards as their authors wrote them, and what their columns are for. */

export type ChartKind = 'TimeSeries' | 'Bar' | 'Pie' | 'Table' | 'KPI' | 'Markdown'
/** What the rows of a chart are made of. */
export type Source = 'Executions' | 'Logs' | 'Metrics' | 'Flows' | 'Triggers'
export type GraphStyle = 'BARS' | 'LINES' | 'POINTS'
/** Cells by the keys of the columns. */
export type Row = Record<string, unknown>

export interface ColumnDocument {
  field?: string
  agg?: 'AVG' | 'MAX' | 'MIN' | 'SUM' | 'COUNT'
  displayName?: string
  labelKey?: string
  /** The older name of `labelKey`. */
  key?: string
  graphStyle?: GraphStyle
  columnAlignment?: 'LEFT' | 'RIGHT' | 'CENTER'
}

/** A filter that is part of a chart. */
export interface Condition {
  type: string
  field?: string
  value?: unknown
  values?: unknown[]
  labelKey?: string
}

export interface Chart {
  id: string
  type: string
  chartOptions?: {
    displayName?: string
    description?: string
    width?: number
    column?: string
    colorByColumn?: string
    graphStyle?: 'PIE' | 'DONUT'
    numberType?: 'FLAT' | 'PERCENTAGE'
    tooltip?: 'NONE' | 'ALL' | 'SINGLE'
    legend?: { enabled?: boolean }
    header?: { enabled?: boolean }
    pagination?: { enabled?: boolean }
  }
  data?: {
    type: string
    columns?: Record<string, ColumnDocument> | ColumnDocument
    where?: Condition[]
    orderBy?: { column: string; order: 'ASC' | 'DESC' }[]
    numerator?: Condition[]
  }
  source?: { type?: string; content?: string }
  content?: string
}

export interface ChartColumn extends ColumnDocument {
  id: string
  text: string
}

const WIDTH = 6

export function kindOf(chart: Chart): ChartKind {
  return lastWord(chart.type) as ChartKind
}

export function sourceOf(chart: Chart): Source | undefined {
  return chart.data && (lastWord(chart.data.type).replace(/KPI$/, '') as Source)
}

/** Columns of twelve that it takes. */
export function widthOf(chart: Chart): number {
  return chart.chartOptions?.width ?? WIDTH
}

export function titleOf(chart: Chart): string {
  return chart.chartOptions?.displayName ?? chart.id
}

/** The columns in the order of the source; a KPI has none, its number has the key `value`. */
export function columnsOf(chart: Chart): ChartColumn[] {
  if (kindOf(chart) === 'KPI') return []
  const columns = (chart.data?.columns ?? {}) as Record<string, ColumnDocument>
  return Object.entries(columns).map(([id, column]) => ({
    ...column,
    id,
    text: column.displayName ?? id,
  }))
}

/** The text that a chart shows, if it is written in the chart. */
export function textOf(chart: Chart): string | undefined {
  return chart.source?.content ?? chart.content
}

/** Whether the server has to be asked before it can be shown. */
export function hasRows(chart: Chart): boolean {
  return textOf(chart) === undefined
}

function lastWord(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1)
}
