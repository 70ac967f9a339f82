/** Bars of durations that are compared. */
import type { ComparedTask } from '@/resources/sideBySide'

/** The longest of both sides, in seconds. */
export function longestOf(tasks: readonly ComparedTask[]): number {
  const seconds = tasks.flatMap(({ left, right }) => [left?.seconds ?? 0, right?.seconds ?? 0])
  return Math.max(0, ...seconds)
}

/** A share of the longest, between 0 and 1. */
export function ratioOf(seconds: number, longest: number): number {
  return longest > 0 ? Math.min(1, seconds / longest) : 0
}
