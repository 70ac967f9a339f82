/** The window of time that a list's filters ask for. */
import { computed, type ComputedRef } from 'vue'
import { useNow } from '@/components/clock'
import { isoMilliseconds } from '@/format/durations'
import type { Filter } from './filter'

const MINUTE = 60_000

export interface Window {
  from: number
  to: number
}

/** Undefined when nothing bounds it: then there is no chart, for it would have no beginning. */
export function windowOf(filters: readonly Filter[], now: number): Window | undefined {
  const value = (field: string) => filters.find((one) => one.field === field)?.values[0]
  const range = value('timeRange')
  const span = range === undefined ? undefined : isoMilliseconds(range)
  if (span !== undefined) return { from: now - span, to: now }
  const start = Date.parse(value('startDate') ?? '')
  const end = Date.parse(value('endDate') ?? '')
  if (Number.isNaN(start)) return undefined
  const to = Number.isNaN(end) ? now : end
  return to > start ? { from: start, to } : undefined
}

/** The window as time goes on, up to the end of this minute. */
export function useWindow(filters: () => readonly Filter[]): ComputedRef<Window | undefined> {
  const now = useNow()
  const end = computed(() => (Math.floor(now.value / MINUTE) + 1) * MINUTE)
  return computed(() => windowOf(filters(), end.value))
}

/** The filters with another window, as a drag over the chart makes it. */
export function withWindow(filters: readonly Filter[], { from, to }: Window): Filter[] {
  const dates = ['timeRange', 'startDate', 'endDate']
  return [
    ...filters.filter((one) => !dates.includes(one.field)),
    {
      field: 'startDate',
      op: 'GREATER_THAN_OR_EQUAL_TO',
      values: [new Date(from).toISOString()],
    },
    { field: 'endDate', op: 'LESS_THAN_OR_EQUAL_TO', values: [new Date(to).toISOString()] },
  ]
}
