/** Counts over time as stacked bars: which buckets a window has, and how high their parts are. */
import { dayText } from '@/format/dates'
import { ownDateText } from '@/shell/dates'
import { preferences } from '@/shell/preferences'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface Part {
  /** The class that colours it. */
  tone: string
  /** What it counts, in words. */
  word: string
  count: number
}

export interface Bucket {
  start: number
  end: number
  parts: Part[]
  total: number
}

/** How wide the server makes the buckets of a window. */
export function bucketWidth(from: number, to: number): number {
  const days = Math.floor((to - from) / DAY)
  if (days > 180) return 7 * DAY
  if (days > 1) return DAY
  return Math.floor((to - from) / HOUR) > 6 ? HOUR : MINUTE
}

/** Every bucket of the window, the empty ones too; counts go where their date falls. */
export function bucketsOf(
  from: number,
  to: number,
  counts: readonly (Part & { date: number })[],
): Bucket[] {
  const width = bucketWidth(from, to)
  const first = Math.floor(from / width) * width
  const made: Bucket[] = []
  for (let start = first; start < to; start += width) {
    made.push({ start, end: start + width, parts: [], total: 0 })
  }
  for (const { date, ...part } of counts) {
    const bucket = made[Math.floor((date - first) / width)]
    if (!bucket) continue
    const same = bucket.parts.find((one) => one.word === part.word)
    if (same) same.count += part.count
    else bucket.parts.push({ ...part })
    bucket.total += part.count
  }
  return made
}

/** What a count is of, and where among the parts of its bar: those of lower rank at the bottom. */
export interface Look extends Omit<Part, 'count'> {
  rank: number
}

/** Buckets of rows that count what happened on a date, each looking like what it counts. */
export function bucketsOfRows<Row extends { date: string; total: number }>(
  { from, to }: { from: number; to: number },
  rows: readonly Row[],
  lookOf: (row: Row) => Look,
): Bucket[] {
  const counts = rows.map((row) => ({
    date: Date.parse(row.date),
    count: row.total,
    ...lookOf(row),
  }))
  counts.sort((one, other) => one.rank - other.rank)
  return bucketsOf(
    from,
    to,
    counts.map(({ date, count, tone, word }) => ({ date, count, tone, word })),
  )
}

/** The beginning of a bucket that is so many milliseconds wide. */
export function bucketText(start: number, width: number): string {
  const options = { zone: preferences.zone }
  // Noon: a day of the server's zone may begin in another day of the reader's.
  if (width >= DAY) return dayText(new Date(start + DAY / 2), options)
  return ownDateText(start, { form: 'short' }).replace(/:00$/, '')
}

/** The range that a drag from one bucket to another covers, in either direction. */
export function rangeOf(buckets: readonly Bucket[], one: number, other: number) {
  const start = buckets[Math.min(one, other)]?.start
  const end = buckets[Math.max(one, other)]?.end
  return start === undefined || end === undefined ? undefined : { start, end }
}
