/** What the newest executions of a flow say about it. */
import { isTerminal } from '@/design/states'
import { isoMilliseconds } from '@/format/durations'
import type { LatestRun } from '@/resources/flows'
import type { LateExecution } from '@/resources/schedules'

const GOOD = ['SUCCESS', 'WARNING', 'CANCELLED']
const SHARE = 0.95

/** So many runs are looked at, the newest. */
export const RUNS = 60
/** What the figures are of: those of them that a time has, or all. */
export const SPANS = ['PT24H', 'P7D', 'runs'] as const
export type Span = (typeof SPANS)[number]

/** What an address asks for; all unless it names a time. */
export function spanOf(asked: unknown): Span {
  return SPANS.find((one) => one === asked) ?? 'runs'
}

export function runsWithin(runs: readonly LatestRun[], span: Span, now: number): LatestRun[] {
  const since = span === 'runs' ? 0 : now - (isoMilliseconds(span) ?? 0)
  return runs.filter(({ startDate }) => Date.parse(startDate) >= since)
}

/** How many of those that have ended did so well. */
export function successOf(runs: readonly LatestRun[]): { good: number; all: number } {
  const ended = runs.filter((run) => isTerminal(run.status))
  return { good: ended.filter((run) => GOOD.includes(run.status)).length, all: ended.length }
}

/** How many of the newest failed one after the other, and when the first of them began. */
export function streakOf(runs: readonly LatestRun[]): { count: number; since?: string } {
  const ended = runs.filter((run) => isTerminal(run.status))
  const end = ended.findIndex((run) => run.status !== 'FAILED')
  const count = end < 0 ? ended.length : end
  return { count, since: ended[count - 1]?.startDate }
}

/** Seconds that 95 of 100 executions of schedules began late at most; the latest are given first. */
export function delayOf(late: readonly LateExecution[]): number | undefined {
  const own = late.filter((one) => !one.madeUp)
  return own[own.length - Math.ceil(own.length * SHARE)]?.seconds
}
