/** Scheduled runs by day and hour. */
import { daysBetween, hourOf, type Hour } from '@/format/hours'
import type { Calendar } from '@/resources/schedules'

export interface PlannedRun {
  date: string
  time: number
  namespace: string
  flowId: string
  triggerId: string
  timeZone: string
  isConditional: boolean
}

export interface Heat {
  days: string[]
  /** By day and hour: `counts[day][hour]`. */
  counts: number[][]
  most: number
  total: number
}

const LEVELS = 4

/** All runs of a calendar, the next one first. */
export function runsOf(calendar: Calendar): PlannedRun[] {
  return calendar.results
    .flatMap(({ dates, conditional, namespace, flowId, triggerId, timeZone }) =>
      dates.map((date) => ({
        date,
        time: Date.parse(date),
        namespace,
        flowId,
        triggerId,
        timeZone,
        isConditional: conditional,
      })),
    )
    .sort((one, other) => one.time - other.time)
}

/** How many runs there are in each hour, in the zone of the reader. */
export function heatOf(calendar: Calendar, runs: readonly PlannedRun[], zone: string): Heat {
  const days = daysBetween(new Date(calendar.startDate), new Date(calendar.endDate), zone)
  const rows = new Map(days.map((day) => [day, Array.from({ length: 24 }, () => 0)]))
  for (const { time } of runs) {
    const { day, hour } = hourOf(new Date(time), zone)
    const row = rows.get(day)
    if (row) row[hour] = (row[hour] ?? 0) + 1
  }
  const counts = days.map((day) => rows.get(day) ?? [])
  return {
    days,
    counts,
    most: Math.max(0, ...counts.flat()),
    total: runs.length,
  }
}

/** 0 for nothing, up to 4 for the most. */
export function levelOf(count: number, most: number): number {
  if (!count || !most) return 0
  return Math.max(1, Math.ceil((count / most) * LEVELS))
}

export function isIn(run: PlannedRun, chosen: Hour | undefined, zone: string): boolean {
  if (!chosen) return true
  const { day, hour } = hourOf(new Date(run.time), zone)
  return day === chosen.day && hour === chosen.hour
}
