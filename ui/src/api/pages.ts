/** One page of a list: how it is asked for, and which of its rows something is done to. */
import { withFilters, type FilterQuery } from './client'

export interface PageQuery {
  filters: FilterQuery
  /** From 1. */
  page: number
  size: number
  /** `field:asc` or `field:desc`; empty for the list's own order. */
  sort: string
}

/** Rows that an action is for: those named, or all that the filters of their list find. */
export type RowChoice<Id> = { ids: Id[] } | { filters: FilterQuery }

/** The query of a call for a page, as the typed client takes it. */
export function pageQuery({ page, size, sort }: PageQuery) {
  return { page, size, ...(sort ? { sort: [sort] } : {}) }
}

/** What else such a call needs: its filters, and what ends it early. */
export function pageOptions({ filters }: PageQuery, signal: AbortSignal) {
  return { ...withFilters(filters), signal }
}
