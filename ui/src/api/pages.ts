/** One page of a list: which of its rows something is done to. */
import type { FilterQuery } from './client'

/** Rows that an action is for: those named, or all that the filters of their list find. */
export type RowChoice<Id> = { ids: Id[] } | { filters: FilterQuery }
