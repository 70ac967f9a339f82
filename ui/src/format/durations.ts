/** Durations in words: two units at most, one decimal below a minute. */
import { t } from '@/i18n'
import { decimalText } from './numbers'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const UNITS = { ms: 1, s: SECOND, min: MINUTE, h: HOUR, d: DAY }

/** `184 ms`, `2.1 s`, `1 min 28 s`, `3 h 12 min`, `2 d 4 h`. */
export function durationText(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (Math.round(ms) < SECOND) return inUnit(Math.round(ms), 'ms')
  if (Math.round(ms / 100) < 600) return inUnit(ms / SECOND, 's')
  if (Math.round(ms / SECOND) * SECOND < HOUR) return twoUnits(ms, 'min', 's')
  if (Math.round(ms / MINUTE) * MINUTE < DAY) return twoUnits(ms, 'h', 'min')
  return twoUnits(ms, 'd', 'h')
}

const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 12, 24].map((hours) => hours * HOUR),
]

/** The shortest round duration that fits into a span so many times at most, in milliseconds. */
export function roundStep(span: number, most: number): number {
  return STEPS.find((one) => span / one <= most) ?? Math.ceil(span / most / DAY) * DAY
}

function twoUnits(ms: number, large: keyof typeof UNITS, small: keyof typeof UNITS) {
  const rounded = Math.round(ms / UNITS[small]) * UNITS[small]
  const whole = Math.floor(rounded / UNITS[large])
  const rest = Math.round((rounded - whole * UNITS[large]) / UNITS[small])
  return rest ? `${inUnit(whole, large)} ${inUnit(rest, small)}` : inUnit(whole, large)
}

function inUnit(value: number, unit: keyof typeof UNITS): string {
  return `${decimalText(value)} ${t(`common.units.${unit}`)}`
}

const ISO =
  /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/

/** Milliseconds of an ISO duration such as `PT1M28.5S`; undefined if it is none. */
export function isoMilliseconds(text: string): number | undefined {
  const found = ISO.exec(text.trim().toUpperCase())
  if (!found || /^-?P$|T$/.test(text.trim().toUpperCase())) return undefined
  const [, minus, years, months, weeks, days, hours, minutes, seconds] = found
  const all =
    number(years) * 365 * DAY +
    number(months) * 30 * DAY +
    number(weeks) * 7 * DAY +
    number(days) * DAY +
    number(hours) * HOUR +
    number(minutes) * MINUTE +
    number(seconds) * SECOND
  return minus ? -all : all
}

const SHORT = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d)$/i
const LETTERS = { s: 'S', m: 'M', min: 'M', h: 'H' }

/** The ISO duration of a text such as `90 s`, `5m` or `2 d`; undefined if it is none. */
export function isoOf(text: string): string | undefined {
  const [, count = '', unit = ''] = SHORT.exec(text.trim()) ?? []
  const low = unit.toLowerCase()
  if (low === 'd' && !count.includes('.')) return `P${count}D`
  const letter = LETTERS[low as keyof typeof LETTERS]
  return letter && (letter === 'S' || !count.includes('.')) ? `PT${count}${letter}` : undefined
}

/** An ISO duration in words; what is none stays as it is. */
export function isoDurationText(text: string): string {
  const ms = isoMilliseconds(text)
  return ms === undefined ? text : durationText(ms)
}

function number(text: string | undefined): number {
  return text === undefined ? 0 : Number(text)
}
