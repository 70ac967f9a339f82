/** Dates in words, in the zone and language of the reader. */
import { dateLocale } from '@/i18n/language'
import { durationText } from './durations'

export interface DateOptions {
  /** The zone to show; the browser's when empty. */
  zone?: string
  /** A locale, such as `en-GB`; that of the pages unless it is given. */
  locale?: string
  now?: Date
  /** How a date is written; as short as it can be unless it is given. */
  form?: DateForm
}

/** The last two write day and month in numbers, in that order. */
export const DATE_FORMS = ['short', 'iso', 'local', 'dayFirst', 'monthFirst'] as const
export type DateForm = (typeof DATE_FORMS)[number]

const NUMERIC = { iso: 'sv-SE', dayFirst: 'en-GB', monthFirst: 'en-US' }

/**
 * `14:02:11`, `yesterday 14:02`, `Tue 24 Nov 14:02`, `24 Nov 2025 14:02`; in other forms always with
 * day and time, such as `2026-11-24 14:02:11`.
 */
export function dateText(
  date: Date,
  words: { yesterday: string },
  options: DateOptions = {},
): string {
  if (options.form && options.form !== 'short') return wholeText(date, options, options.form)
  const now = options.now ?? new Date()
  const day = dayOf(date, options)
  const time = clock(date, options, false)
  if (day === dayOf(now, options)) return clock(date, options, true)
  const before = new Date(now.getTime() - 24 * 3600_000)
  if (day === dayOf(before, options)) return `${words.yesterday} ${time}`
  if (day.slice(0, 4) === dayOf(now, options).slice(0, 4)) {
    return `${dayAndMonthText(date, options, { weekday: 'short' })} ${time}`
  }
  return `${dayAndMonthText(date, options, { year: 'numeric' })} ${time}`
}

function wholeText(
  date: Date,
  { zone, locale }: DateOptions,
  form: Exclude<DateForm, 'short'>,
): string {
  if (form === 'local') {
    const both = { dateStyle: 'medium', timeStyle: 'medium' } as const
    return formatter(locale ?? dateLocale, zone, both).format(date)
  }
  return formatter(NUMERIC[form], zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
    .format(date)
    .replace(',', '')
}

/** `24 Nov`, `24 Nov 2025`. */
export function dayText(date: Date, options: DateOptions = {}): string {
  const year = dayOf(date, options).slice(0, 4)
  const isNow = year === dayOf(options.now ?? new Date(), options).slice(0, 4)
  return dayAndMonthText(date, options, isNow ? {} : { year: 'numeric' })
}

/** `24 Nov`, with what else is asked for: `Tue 24 Nov`, `24 Nov 2025`. */
export function dayAndMonthText(
  date: Date,
  { zone, locale }: DateOptions,
  also: { weekday?: 'short'; year?: 'numeric' },
): string {
  return (
    formatter(locale ?? dateLocale, zone, { day: 'numeric', month: 'short', ...also })
      .format(date)
      .replace(',', '')
      // English has three letters for each other month.
      .replace(/Sept(?=$| )/, 'Sep')
  )
}

/** `3 h ago`, `in 21 h 20 min`, from templates with `{span}`. */
export function ageText(
  date: Date,
  words: { ago: string; ahead: string; now: string },
  now: Date = new Date(),
): string {
  const ms = now.getTime() - date.getTime()
  if (Math.abs(ms) < 1000) return words.now
  const span = durationText(coarse(Math.abs(ms)))
  return (ms > 0 ? words.ago : words.ahead).replace('{span}', ms > 0 ? first(span) : span)
}

/** All there is to know: date, milliseconds, zone and UTC. */
export function fullDateText(date: Date, options: DateOptions = {}): string {
  const zone = zoneName(options.zone)
  const text = `${dayOf(date, options)} ${clock(date, options, true)}.${milliseconds(date)}`
  return `${text} ${zone}\n${date.toISOString()}`
}

/** `14:02:11.480`, as log lines show it. */
export function clockText(date: Date, options: DateOptions = {}): string {
  return `${clock(date, options, true)}.${milliseconds(date)}`
}

/** As a field for a date with time takes it, in the zone of the browser; empty for no date. */
export function fieldText(date: Date, form: 'minute' | 'second' = 'minute'): string {
  if (Number.isNaN(date.getTime())) return ''
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, form === 'minute' ? 16 : 19)
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function coarse(ms: number): number {
  return ms < 60_000 ? Math.round(ms / 1000) * 1000 : ms
}

/** The larger unit alone: of things past the rest hardly matters. */
function first(span: string): string {
  return span.split(' ').slice(0, 2).join(' ')
}

function milliseconds(date: Date): string {
  return String(date.getMilliseconds()).padStart(3, '0')
}

/** `2026-11-24` in the zone. */
function dayOf(date: Date, { zone }: DateOptions): string {
  if (!zone) return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return formatter('en-CA', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    date,
  )
}

function clock(date: Date, { zone }: DateOptions, hasSeconds: boolean): string {
  if (!zone) {
    const time = `${two(date.getHours())}:${two(date.getMinutes())}`
    return hasSeconds ? `${time}:${two(date.getSeconds())}` : time
  }
  return formatter('en-GB', zone, {
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  }).format(date)
}

// In the zone of the browser numbers need no formatter, of which the first use is dear.
function two(number: number): string {
  return String(number).padStart(2, '0')
}

/** The zone that dates are shown in. */
export function zoneName(zone: string | undefined): string {
  return zone || formatter('en-GB', undefined, {}).resolvedOptions().timeZone
}

const FORMATTERS_MAX = 500
// Making a formatter costs a hundred times its use.
const made = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: string, zone: string | undefined, form: Intl.DateTimeFormatOptions) {
  const key = `${locale} ${zone ?? ''} ${JSON.stringify(form)}`
  let found = made.get(key)
  if (!found) {
    if (made.size > FORMATTERS_MAX) made.clear()
    found = new Intl.DateTimeFormat(locale, { ...form, ...(zone ? { timeZone: zone } : {}) })
    made.set(key, found)
  }
  return found
}
