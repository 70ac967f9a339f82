/** A duration against what is usual. */
import type { Spread } from '@/resources/durations'

/** So many times the median is long, however wide the others are spread. */
const LONG = 2

/** How much of the bar is filled, and whether the duration is unusual. */
export function shareOfUsual(seconds: number, { p50, p95 }: Spread) {
  const share = p95 > 0 ? Math.min(1, Math.max(0, seconds / p95)) : 1
  return { share, isLong: seconds > p95 && seconds > LONG * p50 }
}
