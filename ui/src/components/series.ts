/** The value axis of a chart: which values it spans, and where its lines are. */

export interface Scale {
  from: number
  to: number
  /** Shares of the height from the top. */
  lines: { value: number; share: number }[]
}

const STEPS = [1, 2, 2.5, 5, 10]
/** More would be noise. */
const LINES = 2

/** Zero is always on it, and round numbers are its lines. */
export function scaleOf(values: readonly number[]): Scale {
  const most = Math.max(0, ...values)
  const least = Math.min(0, ...values)
  const span = most - least
  if (!span) return { from: 0, to: 1, lines: [] }
  const step = roundStep(span / LINES)
  const lines = []
  for (let value = Math.ceil(least / step) * step; value <= most; value += step) {
    if (value) lines.push({ value, share: (most - value) / span })
  }
  return { from: least, to: most, lines }
}

function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted))
  // The largest round step that still gives a line.
  return (STEPS.findLast((step) => step * power <= wanted) ?? 1) * power
}
