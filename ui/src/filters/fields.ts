/** Filter fields that several lists have, and the words for them. */
import { isoDurationText } from '@/format/durations'
import { hasText, t } from '@/i18n'
import { STATES, wordOf } from '@/design/states'
import type { Choice, Filter, FilterField, Op } from './filter'

const RANGES = ['PT5M', 'PT15M', 'PT1H', 'PT12H', 'PT24H', 'PT48H', 'P7D', 'P30D', 'P365D']
const SPANS = ['PT1S', 'PT10S', 'PT1M', 'PT5M', 'PT15M', 'PT1H', 'PT6H', 'P1D']
const NAME_OPS: readonly Op[] = [
  'EQUALS',
  'NOT_EQUALS',
  'CONTAINS',
  'STARTS_WITH',
  'ENDS_WITH',
  'REGEX',
]

/** Free text: what is typed without choosing a field. */
export const textField: FilterField = { name: 'q', ops: ['EQUALS', 'NOT_EQUALS'], form: 'text' }

export const timeRangeField: FilterField = {
  name: 'timeRange',
  ops: ['EQUALS'],
  form: 'range',
  excludes: ['startDate', 'endDate'],
  values: RANGES.map((value) => ({ value, text: rangeText(value) })),
}

export const labelField: FilterField = {
  name: 'labels',
  ops: ['EQUALS', 'NOT_EQUALS'],
  form: 'label',
}

export const stateField: FilterField = {
  name: 'state',
  ops: ['IN', 'NOT_IN', 'EQUALS', 'NOT_EQUALS'],
  form: 'choice',
  values: STATES.map((value) => ({ value, text: wordOf(value) })),
}

export const scopeField: FilterField = {
  name: 'scope',
  ops: ['EQUALS', 'NOT_EQUALS'],
  form: 'choice',
  values: [
    { value: 'USER', text: t('filters.scopes.USER') },
    { value: 'SYSTEM', text: t('filters.scopes.SYSTEM') },
  ],
}

/** How long something took. */
export const durationField: FilterField = {
  name: 'duration',
  ops: ['GREATER_THAN', 'LESS_THAN'],
  form: 'duration',
  values: SPANS.map((value) => ({ value, text: isoDurationText(value) })),
}

export const startDateField: FilterField = {
  name: 'startDate',
  ops: ['GREATER_THAN_OR_EQUAL_TO', 'GREATER_THAN'],
  form: 'date',
  excludes: ['timeRange'],
}

export const endDateField: FilterField = {
  name: 'endDate',
  ops: ['LESS_THAN_OR_EQUAL_TO', 'LESS_THAN'],
  form: 'date',
  excludes: ['timeRange'],
}

/** A namespace with those below it first, for that is what is usually meant. */
export function namespaceField(values?: FilterField['values']): FilterField {
  return { name: 'namespace', ops: ['PREFIX', 'IN', ...NAME_OPS], form: 'text', values }
}

export function nameField(name: string, values?: FilterField['values']): FilterField {
  return { name, ops: NAME_OPS, form: 'text', values }
}

export function choiceField(
  name: string,
  values: readonly Choice[],
  ops: readonly Op[],
): FilterField {
  return { name, ops, form: 'choice', values }
}

/** A yes or no. */
export function flagField(name: string): FilterField {
  const values = [
    { value: 'true', text: t('filters.flags.true') },
    { value: 'false', text: t('filters.flags.false') },
  ]
  return choiceField(name, values, ['EQUALS'])
}

/** The word for a field on its chip. */
export function fieldText(field: FilterField | undefined, name: string): string {
  const key = `filters.names.${name}`
  return field?.text ?? (hasText(key) ? t(key) : name)
}

export function opText(filter: Pick<Filter, 'field' | 'op'>): string {
  const span = `filters.spans.${filter.op}`
  if (filter.field === 'duration' && hasText(span)) return t(span)
  // The name of a range says it all: `started in last 24 h`.
  return filter.field === 'timeRange' ? '' : t(`filters.ops.${filter.op}`)
}

const VALUES_SHOWN_MAX = 6

export function valueText(field: FilterField | undefined, filter: Filter): string {
  if (filter.values.length > VALUES_SHOWN_MAX) {
    return t('filters.manyValues', { n: filter.values.length })
  }
  const words = filter.values.map((value) => {
    if (filter.field === 'duration') return isoDurationText(value)
    if (field?.form === 'range' || filter.field === 'timeRange') return rangeText(value)
    const known = Array.isArray(field?.values) ? (field.values as readonly Choice[]) : []
    return known.find((one) => one.value === value)?.text ?? value
  })
  return (filter.key === undefined ? '' : `${filter.key}: `) + words.join(', ')
}

/** A chip in words: `flow is load`. */
export function filterText(field: FilterField | undefined, filter: Filter): string {
  const words = [fieldText(field, filter.field), opText(filter), valueText(field, filter)]
  return words.filter(Boolean).join(' ')
}

function rangeText(value: string): string {
  const key = `filters.ranges.${value}`
  return hasText(key) ? t(key) : isoDurationText(value)
}
