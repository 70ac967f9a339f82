/** How high the bars of durations are. */
import { roundStep } from '@/format/durations'

const LEAST = 3
// Two lines at most: hardly room for a third.
const MARKS = 2.99
const SHARE = 0.95

/** What the highest bar stands for: the 95th percentile. */
export function mostOf(durations: readonly number[]): number {
  const sorted = durations.toSorted((one, other) => one - other)
  return sorted[Math.ceil(sorted.length * SHARE) - 1] ?? 0
}

/** Against the 95th percentile, so that one long run does not flatten all others. */
export function heightsOf(durations: readonly number[], height: number): number[] {
  const most = mostOf(durations)
  return durations.map((duration) => {
    const share = most > 0 ? Math.min(1, duration / most) : 0
    return Math.max(LEAST, Math.round(share * height))
  })
}

/** Round durations below the highest bar, for lines behind the bars. */
export function marksOf(durations: readonly number[]): number[] {
  const most = mostOf(durations)
  if (most <= 0) return []
  const step = roundStep(most, MARKS)
  return Array.from({ length: Math.floor(most / step) }, (_, place) => (place + 1) * step)
}
