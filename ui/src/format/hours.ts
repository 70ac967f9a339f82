/** Days and hours of dates in a zone, as a calendar has them. */
import { dayAndMonthText } from './dates'

export interface Hour {
  /** `2026-11-28` */
  day: string
  /** 0 to 23 */
  hour: number
}

const made = new Map<string, Intl.DateTimeFormat>()

/** The day and the hour of a date, in the browser's zone unless another is named. */
export function hourOf(date: Date, zone: string): Hour {
  let form = made.get(zone)
  if (!form) {
    form = new Intl.DateTimeFormat('en-CA', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
      ...(zone ? { timeZone: zone } : {}),
    })
    made.set(zone, form)
  }
  const parts = new Map(form.formatToParts(date).map((part) => [part.type, part.value]))
  const day = ['year', 'month', 'day'].map((name) => parts.get(name as 'year')).join('-')
  return { day, hour: Number(parts.get('hour')) }
}

/** Every day from the one of a date to that of another. */
export function daysBetween(from: Date, to: Date, zone: string): string[] {
  const first = hourOf(from, zone).day
  const last = hourOf(to, zone).day
  const days: string[] = []
  for (let at = Date.parse(`${first}T12:00:00Z`); ; at += 24 * 3600_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    if (day > last) return days
    days.push(day)
  }
}

/** `Sat 28 Nov` of such a day. */
export function dayText(day: string): string {
  return dayAndMonthText(new Date(`${day}T12:00:00Z`), { zone: 'UTC' }, { weekday: 'short' })
}
