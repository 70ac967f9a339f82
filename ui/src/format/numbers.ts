/** Numbers in words, as the language writes them: `4,812`, `1.3 %`, `18.4 MB`. */
import { decimalMark, numberLocale } from '@/i18n/language'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
// From here on digits are in groups.
const GROUPED = 1_000

const made = new Map<string, Intl.NumberFormat>()

/** As the language does, of which the first use takes a page a good while. */
function asUsual(value: number, form: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(form)
  let found = made.get(key)
  if (!found) {
    found = new Intl.NumberFormat(numberLocale, form)
    made.set(key, found)
  }
  return found.format(value)
}

export function countText(value: number): string {
  const whole = Math.round(value)
  if (whole >= 0 && whole < GROUPED) return String(whole)
  return asUsual(value, { maximumFractionDigits: 0 })
}

/** The first long number takes a page a good while: write one while it waits for what to draw. */
export function prepareNumbers(): void {
  countText(GROUPED)
}

export function decimalText(value: number): string {
  const rounded = Math.round(value * 10) / 10
  if (rounded >= 0 && rounded < GROUPED) return String(rounded).replace('.', decimalMark)
  return asUsual(value, { maximumFractionDigits: 1 })
}

/** A share between 0 and 1. */
export function shareText(value: number): string {
  return `${decimalText(value * 100)} %`
}

/** By what share something has changed, with its sign; without one where nothing did. */
export function changeText(share: number): string {
  return `${asUsual(share * 100, { maximumFractionDigits: 0, signDisplay: 'exceptZero' })} %`
}

/** Bytes in decimal units. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? countText(value) : decimalText(value)} ${UNITS[unit]}`
}

/** The bytes of a size as `sizeText` writes it, or without a unit; undefined for what is none. */
export function bytesOf(text: string): number | undefined {
  const [, digits, unit = 'B'] = /^\s*(\d+(?:[.,]\d+)?)\s*([a-z]+)?\s*$/i.exec(text) ?? []
  const place = UNITS.findIndex((one) => one.toLowerCase() === unit.toLowerCase())
  if (digits === undefined || place < 0) return undefined
  const bytes = Math.round(Number(digits.replace(',', '.')) * 1000 ** place)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** A long id cut in the middle with the end kept. */
export function shortened(text: string, max = 48): string {
  if (text.length <= max) return text
  const tail = Math.floor((max - 1) / 2)
  return `${text.slice(0, max - 1 - tail)}…${text.slice(-tail)}`
}

/** How an execution's id is shown: its first eight characters. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}
