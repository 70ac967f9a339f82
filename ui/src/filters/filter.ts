/** Filters of lists: what they are, and how they stand in the address. */
import type { LocationQuery, LocationQueryValue } from 'vue-router'
import type { FilterQuery } from '@/api/client'

export const OPS = [
  'EQUALS',
  'NOT_EQUALS',
  'IN',
  'NOT_IN',
  'CONTAINS',
  'NOT_CONTAINS',
  'STARTS_WITH',
  'ENDS_WITH',
  'PREFIX',
  'REGEX',
  'GREATER_THAN',
  'LESS_THAN',
  'GREATER_THAN_OR_EQUAL_TO',
  'LESS_THAN_OR_EQUAL_TO',
] as const
export type Op = (typeof OPS)[number]

/** One chip: a field, an operator and values. A label has a key too. */
export interface Filter {
  field: string
  op: Op
  values: string[]
  key?: string
}

export interface Choice {
  value: string
  text?: string
}

/** What can be filtered by. */
export interface FilterField {
  /** Its name in the API. */
  name: string
  /** The word on the chip; else its text among the filters. */
  text?: string
  /** The first is proposed. */
  ops: readonly Op[]
  form: 'text' | 'choice' | 'date' | 'range' | 'duration' | 'label'
  /** Known values, or those that fit what was typed so far. */
  values?: readonly Choice[] | ((typed: string) => Promise<Choice[]>)
  /** Fields that say the same in another way: the server takes no filter of both. */
  excludes?: readonly string[]
}

const LISTS: readonly Op[] = ['IN', 'NOT_IN']
const NAME = /^filters\[([^\]]+)]\[([A-Z_]+)](?:\[(.+)])?$/

/** The filters of an address, those of older addresses too. */
export function readFilters(query: LocationQuery): Filter[] {
  const found: Filter[] = []
  for (const [name, values] of Object.entries(query)) {
    const match = NAME.exec(name)
    if (!match) continue
    const [, field = '', op = '', key] = match
    if (!(OPS as readonly string[]).includes(op)) continue
    for (const value of texts(values)) {
      found.push({ field, op: op as Op, values: split(op as Op, value), ...(key ? { key } : {}) })
    }
  }
  return found.length ? found : readOlder(query)
}

/** As the address has them and the API takes them. */
export function writeFilters(filters: readonly Filter[]): FilterQuery {
  const written: Record<string, string[]> = {}
  for (const { field, op, key, values } of filters) {
    const name = `filters[${field}][${op}]${key === undefined ? '' : `[${key}]`}`
    ;(written[name] ??= []).push(LISTS.includes(op) ? values.join(',') : (values[0] ?? ''))
  }
  return Object.fromEntries(
    Object.entries(written).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : values,
    ]),
  )
}

/** Whether an address says by what to filter, in whichever grammar. */
export function hasFilters(query: LocationQuery): boolean {
  return Object.keys(query).some((name) => NAME.test(name) || name in OLDER)
}

/** Whether an address has the grammar of older links. */
export function isOlder(query: LocationQuery): boolean {
  return Object.keys(query).some((name) => name in OLDER)
}

/** The rest of an address: what is no filter. */
export function withoutFilters(query: LocationQuery): LocationQuery {
  return Object.fromEntries(
    Object.entries(query).filter(([name]) => !NAME.test(name) && !(name in OLDER)),
  )
}

export function isSame(one: Filter, other: Filter): boolean {
  return one.field === other.field && one.op === other.op && one.key === other.key
}

// What links of the years before 0.22 carry.
const OLDER: Record<string, { field: string; op: Op; isList?: boolean }> = {
  namespace: { field: 'namespace', op: 'PREFIX' },
  flowId: { field: 'flowId', op: 'EQUALS' },
  state: { field: 'state', op: 'IN', isList: true },
  scope: { field: 'scope', op: 'IN', isList: true },
  labels: { field: 'labels', op: 'EQUALS' },
  childFilter: { field: 'childFilter', op: 'EQUALS' },
  timeRange: { field: 'timeRange', op: 'EQUALS' },
  startDate: { field: 'startDate', op: 'GREATER_THAN_OR_EQUAL_TO' },
  endDate: { field: 'endDate', op: 'LESS_THAN_OR_EQUAL_TO' },
  level: { field: 'level', op: 'EQUALS' },
  minLevel: { field: 'level', op: 'EQUALS' },
  q: { field: 'q', op: 'EQUALS' },
  trigger_state: { field: 'triggerState', op: 'EQUALS' },
  triggerExecutionId: { field: 'triggerExecutionId', op: 'EQUALS' },
  workerId: { field: 'workerId', op: 'EQUALS' },
  task: { field: 'taskId', op: 'EQUALS' },
}

function readOlder(query: LocationQuery): Filter[] {
  const found: Filter[] = []
  for (const [name, { field, op, isList }] of Object.entries(OLDER)) {
    const values = texts(query[name]).filter(Boolean)
    if (!values.length) continue
    if (name === 'labels') {
      for (const value of values) {
        const [key = '', ...rest] = value.split(':')
        found.push({ field, op, key, values: [rest.join(':')] })
      }
    } else {
      found.push({ field, op, values: isList ? values : values.slice(0, 1) })
    }
  }
  return found
}

function texts(values: LocationQueryValue | LocationQueryValue[] | undefined): string[] {
  return [values].flat().filter((value) => typeof value === 'string')
}

function split(op: Op, value: string): string[] {
  return LISTS.includes(op) ? value.split(',').filter(Boolean) : [value]
}

export function takesList(op: Op): boolean {
  return LISTS.includes(op)
}
