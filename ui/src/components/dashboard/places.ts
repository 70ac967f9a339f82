/** Where a number of a chart leads: the list that makes it up, with the same filters. */
import type { RouteLocationRaw } from 'vue-router'
import { takesList, writeFilters, type Filter, type Op } from '@/filters/filter'
import type { Window } from '@/filters/window'
import { bucketWidth } from '../histogram'
import {
  columnsOf,
  sourceOf,
  type Chart,
  type ChartColumn,
  type Condition,
  type Row,
  type Source,
} from './chart'

/** What a chart was asked with. */
export interface Asked {
  filters: readonly Filter[]
  window: Window
}

interface List {
  route: string
  /** Fields of filters by those of columns. */
  fields: Record<string, string>
  /** The column whose dates `startDate` and `endDate` bound; none where the window has no effect. */
  date?: string
}

const LISTS: Partial<Record<Source, List>> = {
  Executions: {
    route: 'executions',
    date: 'START_DATE',
    fields: {
      ID: 'id',
      NAMESPACE: 'namespace',
      FLOW_ID: 'flowId',
      FLOW_REVISION: 'flowRevision',
      STATE: 'state',
      LABELS: 'labels',
      TRIGGER_EXECUTION_ID: 'triggerExecutionId',
      SCOPE: 'scope',
    },
  },
  Logs: {
    route: 'logs',
    date: 'DATE',
    fields: {
      NAMESPACE: 'namespace',
      FLOW_ID: 'flowId',
      EXECUTION_ID: 'executionId',
      TASK_ID: 'taskId',
      TASK_RUN_ID: 'taskRunId',
      ATTEMPT_NUMBER: 'attemptNumber',
      TRIGGER_ID: 'triggerId',
      LEVEL: 'level',
    },
  },
  Flows: { route: 'flows', fields: { ID: 'flowId', NAMESPACE: 'namespace' } },
  Triggers: {
    route: 'triggers',
    fields: {
      NAMESPACE: 'namespace',
      FLOW_ID: 'flowId',
      TRIGGER_ID: 'triggerId',
      EXECUTION_ID: 'executionId',
      WORKER_ID: 'workerId',
    },
  },
}
const DATES = ['timeRange', 'startDate', 'endDate']
// What lists without a window know of the filters of a dashboard.
const OF_ALL = ['namespace', 'flowId', 'labels', 'scope', 'q']
const OPS: Record<string, Op> = {
  EQUAL_TO: 'EQUALS',
  NOT_EQUAL_TO: 'NOT_EQUALS',
  IN: 'IN',
  NOT_IN: 'NOT_IN',
  CONTAINS: 'CONTAINS',
  STARTS_WITH: 'STARTS_WITH',
  ENDS_WITH: 'ENDS_WITH',
  REGEX: 'REGEX',
}

/**
 * The list of what the rows with these cells count. Undefined where no list has the same filters,
 * such as for conditions on durations: a link that shows something else is worse than none.
 */
export function placeOf(chart: Chart, cells: Row, asked: Asked): RouteLocationRaw | undefined {
  const source = sourceOf(chart)
  if (source === 'Metrics') return metricsOf(chart, cells, asked)
  const list = source && LISTS[source]
  if (!list) return undefined
  const own = ofCells(chart, cells, list, asked.window)
  const given = asked.filters.filter((one) => isKnown(one, list))
  const conditions = ofConditions(chart, list)
  if (!own || !conditions) return undefined
  // The server puts filters of a dashboard in the place of conditions on the same field.
  const others = conditions.filter(
    (one) =>
      !given.some(({ field }) => field === one.field) && !own.some((cell) => isAbout(cell, one)),
  )
  const kept = given.filter((one) => !own.some((other) => isAbout(other, one)))
  return { name: list.route, query: { ...writeFilters([...kept, ...others, ...own]) } }
}

/** Metrics have a list for each flow alone. */
function metricsOf(chart: Chart, cells: Row, asked: Asked): RouteLocationRaw | undefined {
  const { namespace, flowId: id } = namesIn(chart, cells, asked)
  return namespace && id ? { name: 'flow', params: { namespace, id, tab: 'metrics' } } : undefined
}

/** What a cell of a table names: a flow or an execution, where the row says which. */
export function namedBy(
  chart: Chart,
  column: ChartColumn,
  cells: Row,
  asked: Asked,
): RouteLocationRaw | undefined {
  const value = cells[column.id]
  if (column.agg !== undefined || typeof value !== 'string') return undefined
  const { namespace, flowId } = namesIn(chart, cells, asked)
  const isFlows = sourceOf(chart) === 'Flows'
  if (!namespace) return undefined
  if (column.field === 'FLOW_ID' || (isFlows && column.field === 'ID')) {
    return { name: 'flow', params: { namespace, id: value } }
  }
  const isExecution =
    column.field === 'EXECUTION_ID' || (sourceOf(chart) === 'Executions' && column.field === 'ID')
  return isExecution && flowId
    ? { name: 'execution', params: { namespace, flowId, id: value } }
    : undefined
}

function namesIn(chart: Chart, cells: Row, { filters }: Asked) {
  const valueOf = (field: string, name: string) => {
    const column = columnsOf(chart).find((one) => one.field === field && one.agg === undefined)
    const filter = filters.find((one) => one.field === name && one.op === 'EQUALS')
    const value = (column && cells[column.id]) ?? filter?.values[0]
    return value === undefined ? undefined : String(value)
  }
  return { namespace: valueOf('NAMESPACE', 'namespace'), flowId: valueOf('FLOW_ID', 'flowId') }
}

function isKnown({ field }: Filter, list: List): boolean {
  return list.date !== undefined || (OF_ALL.includes(field) && !DATES.includes(field))
}

/** Whether two filters are about the same values; the dates of a bucket stand for any other. */
function isAbout(one: Filter, other: Filter): boolean {
  if (DATES.includes(one.field)) return DATES.includes(other.field)
  return one.field === other.field && one.key === other.key
}

function ofCells(chart: Chart, cells: Row, list: List, window: Window): Filter[] | undefined {
  const found: Filter[] = []
  for (const column of columnsOf(chart)) {
    const value = cells[column.id]
    if (value === undefined || column.agg !== undefined) continue
    if (column.field === list.date) {
      found.push(...ofBucket(value, window))
      continue
    }
    const field = list.fields[column.field ?? '']
    if (!field || value === null) return undefined
    const key = column.labelKey ?? column.key
    // A least level would be more than this one.
    const op = field === 'level' ? 'IN' : 'EQUALS'
    found.push({ field, op, values: [String(value)], ...(key ? { key } : {}) })
  }
  return found
}

/** The dates of a bucket, within the window. */
function ofBucket(value: unknown, { from, to }: Window): Filter[] {
  const start = (value instanceof Date ? value : new Date(String(value))).getTime()
  const end = start + bucketWidth(from, to)
  const iso = (time: number) => new Date(time).toISOString()
  return [
    { field: 'startDate', op: 'GREATER_THAN_OR_EQUAL_TO', values: [iso(Math.max(start, from))] },
    { field: 'endDate', op: 'LESS_THAN', values: [iso(end)] },
  ]
}

function ofConditions(chart: Chart, list: List): Filter[] | undefined {
  const conditions = [...(chart.data?.where ?? []), ...(chart.data?.numerator ?? [])]
  const found = conditions.flatMap((one) => ofCondition(one, list) ?? [])
  return found.length === conditions.length ? found : undefined
}

function ofCondition(condition: Condition, list: List): Filter | undefined {
  const { type, field = '', labelKey: key } = condition
  const [name, op] = [list.fields[field], OPS[type]]
  if (!name || !op) return undefined
  const values = (takesList(op) ? (condition.values ?? []) : [condition.value]).map(String)
  if (name === 'level' && !takesList(op)) {
    const exact: Record<string, Op> = { EQUALS: 'IN', NOT_EQUALS: 'NOT_IN' }
    return exact[op] && { field: name, op: exact[op], values }
  }
  return { field: name, op, values, ...(key ? { key } : {}) }
}
