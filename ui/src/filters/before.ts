/** The figures of home beside those of the period before. */
import { isTerminal } from '@/design/states'
import type { Filter } from './filter'
import { withWindow, type Window } from './window'
import { changeText } from '@/format/numbers'

/** Where the period before this one is found: as long as it, up to its beginning. */
export function filtersBefore(filters: readonly Filter[], { from, to }: Window): Filter[] {
  return withWindow(filters, { from: from - (to - from), to: from })
}

/** By how much a count has changed; undefined where there was none before. */
export function changeOf(now: number, before: number): string | undefined {
  return before ? changeText(now / before - 1) : undefined
}

/** The share of those in a state among those that have ended; undefined while none has. */
export function shareOf(counts: Readonly<Record<string, number>>, state: string) {
  const ended = Object.entries(counts)
    .filter(([one]) => isTerminal(one))
    .reduce((sum, [, count]) => sum + count, 0)
  return ended ? (counts[state] ?? 0) / ended : undefined
}
