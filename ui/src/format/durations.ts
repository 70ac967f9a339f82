/** Durations in words: two units at most, one decimal below a minute. */
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `184 ms`, `2.1 s`, `1 min 28 s`, `3 h 12 min`, `2 d 4 h`. */
export function durationText(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (Math.round(ms) < SECOND) return `${Math.round(ms)} ms`
  if (Math.round(ms / 100) < 600) return `${trimmed(ms / SECOND)} s`
  if (Math.round(ms / SECOND) * SECOND < HOUR) return twoUnits(ms, MINUTE, 'min', SECOND, 's')
  if (Math.round(ms / MINUTE) * MINUTE < DAY) return twoUnits(ms, HOUR, 'h', MINUTE, 'min')
  return twoUnits(ms, DAY, 'd', HOUR, 'h')
}

function twoUnits(ms: number, large: number, largeName: string, small: number, name: string) {
  const rounded = Math.round(ms / small) * small
  const whole = Math.floor(rounded / large)
  const rest = Math.round((rounded - whole * large) / small)
  return rest ? `${whole} ${largeName} ${rest} ${name}` : `${whole} ${largeName}`
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '')
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

/** An ISO duration in words; what is none stays as it is. */
export function isoDurationText(text: string): string {
  const ms = isoMilliseconds(text)
  return ms === undefined ? text : durationText(ms)
}

function number(text: string | undefined): number {
  return text === undefined ? 0 : Number(text)
}
