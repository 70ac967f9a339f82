// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { Chart } from '@/components/dashboard/chart'
import { drawingOf } from '@/components/dashboard/drawing'
import { namedBy, placeOf } from '@/components/dashboard/places'
import type { Filter } from '@/filters/filter'
import { copyOf } from '@/screens/dashboards/sources'

const PACKAGE = 'io.kestra.plugin.core.dashboard'
const DAY = 86_400_000
const TO = Date.parse('2026-11-28T08:00:00Z')
const WINDOW = { from: TO - 7 * DAY, to: TO }
const RANGE: Filter = { field: 'timeRange', op: 'EQUALS', values: ['P7D'] }
const ASKED = { filters: [RANGE], window: WINDOW }
const SERIES: Chart = {
  id: 'series',
  type: `${PACKAGE}.chart.TimeSeries`,
  chartOptions: { displayName: 'Executions', column: 'date', colorByColumn: 'state' },
  data: {
    type: `${PACKAGE}.data.Executions`,
    columns: {
      date: { field: 'START_DATE' },
      state: { field: 'STATE' },
      total: { agg: 'COUNT', graphStyle: 'BARS' },
      duration: { field: 'DURATION', agg: 'SUM', graphStyle: 'LINES' },
    },
  },
}
const ROWS = [
  { date: '2026-11-27T00:00:00.000+00:00', state: 'FAILED', total: 1, duration: 4 },
  { date: '2026-11-27T00:00:00.000+00:00', state: 'SUCCESS', total: 3, duration: 2 },
  { date: '2026-11-25T00:00:00.000+00:00', state: 'SUCCESS', total: 2, duration: 1 },
]

function table(columns: Record<string, object>, data: object = {}): Chart {
  return {
    id: 'table',
    type: `${PACKAGE}.chart.Table`,
    data: { type: `${PACKAGE}.data.Executions`, columns, ...data },
  }
}

describe('a time series', () => {
  it('has all buckets of the window, a set a state, and the second measure once', () => {
    const { labels, sets } = drawingOf(SERIES, ROWS, WINDOW)
    expect(labels).toHaveLength(8)
    expect(sets.map(({ label }) => label)).toEqual(['Success', 'Failed', 'duration'])
    const [success, failed, duration] = sets
    expect(success?.values).toEqual([null, null, null, null, 2, null, 3, null])
    expect(failed?.values[6]).toBe(1)
    expect(duration?.values[6]).toBe(6)
    expect(duration?.isSecond).toBe(true)
    expect(failed?.color).toBe('st-failed')
  })

  it('leads from a bar to its bucket of the list', () => {
    const { labels, sets } = drawingOf(SERIES, ROWS, WINDOW)
    const cells = { ...labels[6]?.cells, ...sets[1]?.cells }
    expect(placeOf(SERIES, cells, ASKED)).toEqual({
      name: 'executions',
      query: {
        'filters[startDate][GREATER_THAN_OR_EQUAL_TO]': '2026-11-27T00:00:00.000Z',
        'filters[endDate][LESS_THAN]': '2026-11-28T00:00:00.000Z',
        'filters[state][EQUALS]': 'FAILED',
      },
    })
  })
})

describe('bars and slices', () => {
  const bar: Chart = {
    ...SERIES,
    type: `${PACKAGE}.chart.Bar`,
    chartOptions: { column: 'namespace' },
    data: {
      type: `${PACKAGE}.data.Executions`,
      columns: { namespace: { field: 'NAMESPACE' }, total: { agg: 'COUNT' } },
    },
  }

  it('begin with the largest', () => {
    const rows = [
      { namespace: 'a', total: 1 },
      { namespace: 'b', total: 5 },
    ]
    const { labels, sets } = drawingOf(bar, rows, WINDOW)
    expect(labels.map(({ text }) => text)).toEqual(['b', 'a'])
    expect(sets[0]?.values).toEqual([5, 1])
    expect(sets[0]?.style).toBe('BARS')
  })

  it('put together what is too small to be told apart', () => {
    const rows = Array.from({ length: 20 }, (_, place) => ({ namespace: `n${place}`, total: 1 }))
    const { labels, sets } = drawingOf({ ...bar, type: `${PACKAGE}.chart.Pie` }, rows, WINDOW)
    expect(labels).toHaveLength(13)
    expect(labels[12]?.text).toBe('Others')
    expect(sets[0]?.values[12]).toBe(8)
  })
})

describe('the list behind a number', () => {
  const kpi: Chart = {
    id: 'kpi',
    type: `${PACKAGE}.chart.KPI`,
    data: {
      type: `${PACKAGE}.data.ExecutionsKPI`,
      columns: { field: 'ID', agg: 'COUNT' },
      where: [{ type: 'EQUAL_TO', field: 'NAMESPACE', value: 'company' }],
      numerator: [{ type: 'IN', field: 'STATE', values: ['FAILED', 'KILLED'] }],
    },
  }
  const query = (filters: Filter[], chart = kpi, cells = {}) =>
    (placeOf(chart, cells, { filters, window: WINDOW }) as { query?: object } | undefined)?.query

  it('has the filters of the dashboard and the conditions of the chart', () => {
    expect(query([RANGE])).toEqual({
      'filters[timeRange][EQUALS]': 'P7D',
      'filters[namespace][EQUALS]': 'company',
      'filters[state][IN]': 'FAILED,KILLED',
    })
  })

  it('has a filter in the place of a condition on the same field, as the server does', () => {
    const other: Filter = { field: 'namespace', op: 'PREFIX', values: ['other'] }
    expect(query([RANGE, other])).toEqual({
      'filters[timeRange][EQUALS]': 'P7D',
      'filters[namespace][PREFIX]': 'other',
      'filters[state][IN]': 'FAILED,KILLED',
    })
  })

  it('is none where no list has the same filters', () => {
    const slow = table(
      { total: { agg: 'COUNT' } },
      { where: [{ type: 'GREATER_THAN', field: 'DURATION', value: 5 }] },
    )
    expect(placeOf(slow, {}, ASKED)).toBeUndefined()
    const unlabelled = table({ team: { field: 'LABELS', labelKey: 'team' } })
    expect(placeOf(unlabelled, { team: null }, ASKED)).toBeUndefined()
  })

  it('says a level exactly, and leaves out what lists without dates do not know', () => {
    const logs = table({ level: { field: 'LEVEL' } }, { type: `${PACKAGE}.data.Logs` })
    expect(query([], logs, { level: 'WARN' })).toEqual({ 'filters[level][IN]': 'WARN' })
    const flows = table({ namespace: { field: 'NAMESPACE' } }, { type: `${PACKAGE}.data.Flows` })
    expect(query([RANGE], flows, { namespace: 'a' })).toEqual({
      'filters[namespace][EQUALS]': 'a',
    })
  })

  it('is a page of its own for what a cell names', () => {
    const columns = { id: { field: 'ID' }, ns: { field: 'NAMESPACE' }, flow: { field: 'FLOW_ID' } }
    const row = { id: 'e1', ns: 'company', flow: 'hello' }
    const chart = table(columns)
    expect(namedBy(chart, { id: 'id', text: 'id', field: 'ID' }, row, ASKED)).toEqual({
      name: 'execution',
      params: { namespace: 'company', flowId: 'hello', id: 'e1' },
    })
    expect(namedBy(chart, { id: 'ns', text: 'ns', field: 'NAMESPACE' }, row, ASKED)).toBeUndefined()
  })
})

it('gives a copy an id of its own', () => {
  expect(copyOf('id: mine # note\ntitle: T\n')).toBe('id: mine_copy\ntitle: T\n')
  expect(copyOf('title: T\n')).toBe('title: T\n')
})
