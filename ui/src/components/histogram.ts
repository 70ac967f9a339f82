/** Counts over time as stacked bars: which buckets a window has, and how high their parts are. */
import { clockText, dayText } from '@/format/dates'
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
  /** Hangs below the line in a chart, for it must not be lost among the others. */
  isBelow?: boolean
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

/** What a bucket covers, in a word. */
export function scaleOf({ start, end }: Pick<Bucket, 'start' | 'end'>) {
  const width = end - start
  if (width <= MINUTE) return 'minute'
  if (width <= HOUR) return 'hour'
  return width <= DAY ? 'day' : 'week'
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
    counts.map(({ date, count, tone, word, isBelow }) => ({ date, count, tone, word, isBelow })),
  )
}

/** A part of a bar: how far from the top of the chart it begins, and how high it is. */
export interface Bar {
  tone: string
  y: number
  height: number
}

/** How many pixels of a chart are above its line and below it, and the count at its top. */
export interface Frame {
  above: number
  below: number
  top: number
}

// One failure among hundreds is still seen.
const LEAST = 1.5
const LEAST_BELOW = 3

/** Parts of each bucket, from the line up in their order; those below it have a scale of their own. */
export function barsOf(buckets: readonly Bucket[], { above, below, top }: Frame): Bar[][] {
  const hanging = most(buckets, (part) => part.isBelow === true)
  return buckets.map(({ parts }) => {
    let up = above
    let down = above
    return parts
      .filter((part) => part.count)
      .map(({ tone, count, isBelow }) => {
        if (!isBelow) {
          const height = Math.max(LEAST, (count / top) * above)
          up -= height
          return { tone, y: Math.max(0, up), height }
        }
        const height = Math.max(LEAST_BELOW, (count / hanging) * below)
        const y = down
        down += height
        return { tone, y, height }
      })
  })
}

/** The largest count of a bucket, at least one. */
export function most(
  buckets: readonly Bucket[],
  isCounted: (part: Part) => boolean = () => true,
): number {
  const sums = buckets.map(({ parts }) =>
    parts.filter(isCounted).reduce((sum, { count }) => sum + count, 0),
  )
  return Math.max(1, ...sums)
}

const STEPS = [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10]

/** A whole number from that on that is easily read: the top of a scale. */
export function roundTop(count: number): number {
  const unit = 10 ** Math.floor(Math.log10(count))
  const step = STEPS.find((one) => one * unit >= count && Number.isInteger(one * unit)) ?? 10
  return step * unit
}

/** The beginning of a bucket that is so many milliseconds wide. */
export function bucketText(start: number, width: number): string {
  const options = { zone: preferences.zone }
  // Noon: a day of the server's zone may begin in another day of the reader's.
  if (width >= DAY) return dayText(new Date(start + DAY / 2), options)
  return ownDateText(start, { form: 'short' }).replace(/(:\d\d):00$/, '$1')
}

/** The same below an axis, where the hour is enough. */
export function tickText(start: number, width: number): string {
  if (width >= DAY) return bucketText(start, width)
  return clockText(new Date(start), { zone: preferences.zone }).slice(0, 5)
}

/** The range that a drag from one bucket to another covers, in either direction. */
export function rangeOf(buckets: readonly Bucket[], one: number, other: number) {
  const start = buckets[Math.min(one, other)]?.start
  const end = buckets[Math.max(one, other)]?.end
  return start === undefined || end === undefined ? undefined : { start, end }
}
