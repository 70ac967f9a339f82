/** Cells of charts in words. */
import { durationText } from '@/format/durations'
import { decimalText } from '@/format/numbers'
import { wordOf } from '@/design/states'
import { t } from '@/i18n'
import type { ColumnDocument } from './chart'

const DATES = new Set(['START_DATE', 'END_DATE', 'DATE', 'NEXT_EXECUTION_DATE'])
const SECOND = 1_000

/** Whether the cells are dates; without an aggregation they are the beginnings of buckets. */
export function isDate({ field, agg }: ColumnDocument): boolean {
  return DATES.has(field ?? '') && agg !== 'COUNT'
}

/** Whether the cells are seconds. */
export function isSpan({ field, agg }: ColumnDocument): boolean {
  return field === 'DURATION' && agg !== 'COUNT'
}

/** Whether the cells are numbers. */
export function isNumber(column: ColumnDocument): boolean {
  return isSpan(column) || (column.agg !== undefined && !isDate(column)) || column.field === 'VALUE'
}

/** A number of a column: a duration or a count. */
export function numberText(column: ColumnDocument, value: number): string {
  return isSpan(column) ? durationText(value * SECOND) : decimalText(value)
}

/** Any cell; where nothing is, a word says so. */
export function cellText(column: ColumnDocument, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('dashboards.nothing')
  if (typeof value === 'number' && isNumber(column)) return numberText(column, value)
  if (column.field === 'STATE') return wordOf(String(value))
  return String(value)
}
