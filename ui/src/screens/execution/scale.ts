/** Where things stand on the time axis, in per cent of its width. */
import { isTerminal } from '@/design/states'
import { durationText } from '@/format/durations'
import type { Phase } from '@/resources/execution'
import type { Span } from './tree'

export interface Scale {
  from: number
  to: number
}

export interface Segment {
  kind: 'wait' | 'work' | 'earlier' | 'delay'
  left: number
  width: number
  /** Colours it, if not the state of the row. */
  state?: string
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000,
  300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000,
  86_400_000,
]
const TICKS = 5

export function place(scale: Scale, time: number): number {
  const span = Math.max(1, scale.to - scale.from)
  return Math.min(100, Math.max(0, ((time - scale.from) / span) * 100))
}

/** Marks at round offsets from the start. */
export function ticksOf(scale: Scale): { left: number; text: string }[] {
  const span = Math.max(1, scale.to - scale.from)
  const day = STEPS.at(-1) ?? 1
  const step = STEPS.find((one) => span / one <= TICKS) ?? Math.ceil(span / TICKS / day) * day
  const ticks = []
  for (let at = step; at < span * 0.98; at += step) {
    ticks.push({ left: (at / span) * 100, text: `+${durationText(at)}` })
  }
  return ticks
}

/** Waiting, then attempts with what is between them; what is open lasts until now. */
export function segmentsOf(
  scale: Scale,
  span: Span,
  attempts: readonly Phase[] | undefined,
  now: number,
): Segment[] {
  if (span.start === undefined) return []
  const end = span.end ?? now
  const segments: Segment[] = []
  const add = (kind: Segment['kind'], from: number, to: number, state?: string) => {
    // Beside the part that is shown.
    if (to < scale.from || from > scale.to) return
    const left = place(scale, from)
    segments.push({ kind, left, width: Math.max(0, place(scale, to) - left), state })
  }
  const tries = (attempts ?? []).filter((one) => one.startDate)
  const began = span.running ?? (isTerminal(span.state) ? span.start : undefined)
  if (began === undefined) {
    add('wait', span.start, end)
    return segments
  }
  if (began > span.start) add('wait', span.start, began)
  if (tries.length < 2) {
    add('work', began, end)
    return segments
  }
  tries.forEach((attempt, at) => {
    const from = Date.parse(attempt.runningDate ?? attempt.startDate)
    const next = tries[at + 1]
    if (!next) return add('work', from, end)
    const to = Date.parse(attempt.endDate ?? next.startDate)
    add('earlier', from, to, attempt.current)
    add('delay', to, Date.parse(next.runningDate ?? next.startDate))
  })
  return segments
}

/** How long it took or takes so far, its waiting not counted. */
export function durationOf(span: Span, now: number): number | undefined {
  if (span.start === undefined) return undefined
  const began = span.running ?? span.start
  const end = span.end ?? now
  return Math.max(0, end - began)
}
