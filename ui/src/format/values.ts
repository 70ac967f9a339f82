/** Values as one line of text. */
import { sizeText } from './numbers'

const CHARS_MAX = 200

/** A value as text, JSON unless it is one, cut at the end. */
export function valueText(value: unknown): string {
  const whole = typeof value === 'string' ? value : JSON.stringify(value)
  return whole.length > CHARS_MAX ? `${whole.slice(0, CHARS_MAX)}…` : whole
}

/** One side of a difference: a value too large to be told has a size; `none` stands for no value. */
export function comparedText(
  side: { size: number; value?: unknown } | undefined,
  none: string,
): string {
  if (!side) return none
  return side.value === undefined ? sizeText(side.size) : valueText(side.value)
}
