/** What of the rows of a chart is drawn: labels along an axis, and sets of values above them. */
import { STATES } from '@/design/states'
import type { Window } from '@/filters/window'
import { t } from '@/i18n'
import { bucketWidth } from '../histogram'
import { columnsOf, kindOf, type Chart, type ChartColumn, type GraphStyle, type Row } from './chart'
import { colorOf } from './colors'
import { bucketText } from '../histogram'
import { cellText } from './values'

export interface DrawnSet {
  label: string
  /** The name of a token. */
  color: string
  style: GraphStyle
  /** Its own axis, at the right. */
  isSecond: boolean
  measure: ChartColumn
  /** One for each label; null where there is no row. */
  values: (number | null)[]
  /** The cells that all rows of the set have. */
  cells: Row
}

export interface Drawing {
  labels: { text: string; color?: string; cells: Row }[]
  sets: DrawnSet[]
  /** The width of a bucket in milliseconds; 0 unless the labels are dates. */
  bucket: number
}

/** More bars or slices can't be told apart; the rest is put together. */
const BARS_MAX = 40
const SLICES_MAX = 12

/** What is drawn of a time series, bars or a pie; the window says which dates an axis has. */
export function drawingOf(chart: Chart, rows: readonly Row[], window: Window): Drawing {
  const kind = kindOf(chart)
  if (kind === 'TimeSeries') return timeSeries(chart, rows, window)
  return kind === 'Pie' ? pie(chart, rows) : bars(chart, rows)
}

function timeSeries(chart: Chart, rows: readonly Row[], window: Window): Drawing {
  const columns = columnsOf(chart)
  const dateKey = chart.chartOptions?.column ?? ''
  const width = bucketWidth(window.from, window.to)
  const dates = rows.map((row) => Date.parse(String(row[dateKey])))
  const known = dates.find((date) => !Number.isNaN(date))
  const starts = startsOf(window, width, known ?? window.from)
  const place = (row: Row) => {
    const at = Math.round((Date.parse(String(row[dateKey])) - (starts[0] ?? 0)) / width)
    return at >= 0 && at < starts.length ? at : undefined
  }
  const groups = columns.filter(({ id, agg }) => agg === undefined && id !== dateKey)
  const measures = columns.filter(({ agg }) => agg !== undefined)
  return {
    labels: starts.map((start) => ({
      text: bucketText(start, width),
      cells: { [dateKey]: new Date(start) },
    })),
    sets: measures.flatMap((measure, number) => {
      const isWhole = number > 0 && measure.agg !== 'AVG'
      return setsOf(rows, isWhole ? [] : groups, measure, starts.length, place).map((set) => ({
        ...set,
        color: isWhole ? 'text-2' : set.color,
        label: isWhole || !groups.length ? measure.text : set.label,
        isSecond: number > 0,
      }))
    }),
    bucket: width,
  }
}

/** The beginnings of all buckets, in step with one that the server gave: it knows the zone. */
function startsOf({ from, to }: Window, width: number, known: number): number[] {
  const first = known - Math.ceil(Math.max(0, known - from) / width) * width
  const starts = []
  for (let start = first; start < to; start += width) starts.push(start)
  return starts
}

function bars(chart: Chart, rows: readonly Row[]): Drawing {
  const columns = columnsOf(chart)
  const axis = columns.find(({ id }) => id === chart.chartOptions?.column)
  const measure = columns.find(({ agg }) => agg !== undefined)
  if (!axis || !measure) return { labels: [], sets: [], bucket: 0 }
  const groups = columns.filter((one) => one !== axis && one !== measure)
  const totals = totalsBy(rows, (row) => String(row[axis.id]), measure)
  const names = [...totals.keys()].slice(0, BARS_MAX)
  const places = new Map(names.map((name, place) => [name, place]))
  const labels = names.map((name) => {
    const value = rows.find((row) => String(row[axis.id]) === name)?.[axis.id]
    return { text: cellText(axis, value), cells: { [axis.id]: value } }
  })
  const place = (row: Row) => places.get(String(row[axis.id]))
  const sets = setsOf(rows, groups, { ...measure, graphStyle: 'BARS' }, names.length, place)
  return { labels, sets, bucket: 0 }
}

function pie(chart: Chart, rows: readonly Row[]): Drawing {
  const columns = columnsOf(chart)
  const measure = columns.find(({ agg }) => agg !== undefined)
  const groups = columns.filter(({ agg }) => agg === undefined)
  if (!measure) return { labels: [], sets: [], bucket: 0 }
  const sorted = [...rows].sort((one, other) => amount(other, measure) - amount(one, measure))
  const shown = sorted.slice(0, SLICES_MAX)
  const colored = groups.find(({ id }) => id === chart.chartOptions?.colorByColumn) ?? groups[0]
  const labels = shown.map((row, place) => ({
    text: groups.map((group) => cellText(group, row[group.id])).join(', ') || measure.text,
    color: colorOf(colored?.field, colored && row[colored.id], place),
    cells: cellsOf(row, groups),
  }))
  const values = shown.map((row) => amount(row, measure))
  const rest = sorted.slice(SLICES_MAX).reduce((sum, row) => sum + amount(row, measure), 0)
  if (rest) {
    labels.push({ text: t('dashboards.others'), color: 'st-skipped', cells: {} })
    values.push(rest)
  }
  const style: GraphStyle = 'BARS'
  const set = { label: measure.text, color: '', style, isSecond: false, measure, values, cells: {} }
  return { labels, sets: [set], bucket: 0 }
}

/** A set for each combination of the groups' values, each with its values by place. */
function setsOf(
  rows: readonly Row[],
  groups: readonly ChartColumn[],
  measure: ChartColumn,
  count: number,
  placeOf: (row: Row) => number | undefined,
): DrawnSet[] {
  const found = new Map<string, DrawnSet>()
  for (const row of inOrder(rows, groups)) {
    const place = placeOf(row)
    if (place === undefined) continue
    const key = groups.map(({ id }) => String(row[id])).join('\n')
    const set = found.get(key) ?? emptySet(row, groups, measure, found.size, count)
    found.set(key, set)
    set.values[place] = combined(measure, set.values[place] ?? null, amount(row, measure))
  }
  return [...found.values()]
}

function emptySet(
  row: Row,
  groups: readonly ChartColumn[],
  measure: ChartColumn,
  place: number,
  count: number,
): DrawnSet {
  const [colored] = groups
  return {
    label: groups.map((group) => cellText(group, row[group.id])).join(', ') || measure.text,
    color: colorOf(colored?.field, colored && row[colored.id], place),
    style: measure.graphStyle ?? 'LINES',
    isSecond: false,
    measure,
    values: Array<null>(count).fill(null),
    cells: cellsOf(row, groups),
  }
}

/** States from the bottom up as people read them: success first. */
function inOrder(rows: readonly Row[], groups: readonly ChartColumn[]): readonly Row[] {
  const state = groups.find(({ field }) => field === 'STATE')
  if (!state) return rows
  const names: string[] = ['SUCCESS', 'WARNING', ...STATES]
  const rank = (row: Row) => names.indexOf(String(row[state.id]))
  return [...rows].sort((one, other) => rank(one) - rank(other))
}

function totalsBy(rows: readonly Row[], nameOf: (row: Row) => string, measure: ChartColumn) {
  const totals = new Map<string, number>()
  for (const row of rows) {
    totals.set(nameOf(row), (totals.get(nameOf(row)) ?? 0) + amount(row, measure))
  }
  return new Map([...totals].sort(([, one], [, other]) => other - one))
}

function combined({ agg }: ChartColumn, before: number | null, value: number): number {
  if (before === null) return value
  if (agg === 'MAX') return Math.max(before, value)
  return agg === 'MIN' ? Math.min(before, value) : before + value
}

function amount(row: Row, measure: ChartColumn): number {
  return Number(row[measure.id] ?? 0)
}

function cellsOf(row: Row, groups: readonly ChartColumn[]): Row {
  return Object.fromEntries(groups.map(({ id }) => [id, row[id]]))
}
