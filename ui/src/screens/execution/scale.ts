/** Where things stand on the time axis, in per cent of its width. */
import { isTerminal } from '@/design/states'
import { durationText, roundStep } from '@/format/durations'
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

const TICKS = 5

export function place(scale: Scale, time: number): number {
  const span = Math.max(1, scale.to - scale.from)
  return Math.min(100, Math.max(0, ((time - scale.from) / span) * 100))
}

/** Marks at round offsets from the start. */
export function ticksOf(scale: Scale): { left: number; text: string }[] {
  const span = Math.max(1, scale.to - scale.from)
  const step = roundStep(span, TICKS)
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
