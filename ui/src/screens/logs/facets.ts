/** Boxes that are ticked for the values of a field, as the filters of the list and back. */
import type { Filter } from '@/filters/filter'
import { LEVELS, type Level } from '@/resources/executionLogs'
import type { Facet } from '@/resources/logCounts'

const LISTED = ['EQUALS', 'IN']

/** Filters that the boxes of the field stand for; others on it, such as a part of a name, stay. */
function isTicked(facet: Facet, { field, op }: Filter): boolean {
  return field === facet && (facet === 'level' || LISTED.includes(op))
}

/** The filters without what is ticked: they find what there is to tick. */
export function unticked(facet: Facet, filters: readonly Filter[]): Filter[] {
  return filters.filter((filter) => !isTicked(facet, filter))
}

/** The values whose boxes are ticked. Without a filter all levels are, and nothing else. */
export function ticksOf(facet: Facet, filters: readonly Filter[]): string[] {
  const found = filters.filter((filter) => isTicked(facet, filter))
  if (facet !== 'level') return found.flatMap(({ values }) => values)
  return LEVELS.filter((level) => found.every((filter) => fits(level, filter)))
}

function fits(level: Level, { op, values }: Filter): boolean {
  const bound = LEVELS.indexOf((values[0] ?? LEVELS[0]) as Level)
  if (op === 'GREATER_THAN_OR_EQUAL_TO') return LEVELS.indexOf(level) >= bound
  if (op === 'LESS_THAN_OR_EQUAL_TO') return LEVELS.indexOf(level) <= bound
  return values.includes(level) !== ['NOT_EQUALS', 'NOT_IN'].includes(op)
}

/** The filters with these values ticked in the place of others. */
export function withTicks(
  facet: Facet,
  filters: readonly Filter[],
  values: readonly string[],
): Filter[] {
  const others = unticked(facet, filters)
  const chosen = facet === 'level' ? levelFilter(values) : listFilter(facet, values)
  return chosen ? [...others, chosen] : others
}

function listFilter(field: Facet, values: readonly string[]): Filter | undefined {
  return values.length ? { field, op: 'IN', values: [...values] } : undefined
}

/** From the least severe one on, where that says it. */
function levelFilter(values: readonly string[]): Filter | undefined {
  const chosen = LEVELS.filter((level) => values.includes(level))
  if (chosen.length === LEVELS.length) return undefined
  const isRest =
    chosen.length > 0 && chosen.every((one) => LEVELS.slice(-chosen.length).includes(one))
  if (!isRest) return listFilter('level', chosen)
  return { field: 'level', op: 'GREATER_THAN_OR_EQUAL_TO', values: chosen.slice(0, 1) }
}
