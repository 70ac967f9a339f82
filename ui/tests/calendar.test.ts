// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { daysBetween, dayText, hourOf } from '@/format/hours'
import { comparedText, valueText } from '@/format/values'
import { heatOf, isIn, levelOf, runsOf } from '@/screens/calendar/heat'
import { longestOf, ratioOf } from '@/screens/compare/durations'
import { bucketsOfGroups } from '@/screens/errors/buckets'

const row = {
  namespace: 'company.team',
  flowId: 'hello',
  triggerId: 'daily',
  timeZone: 'UTC',
  complete: true,
  conditional: false,
}

describe('days and hours', () => {
  it('are those of the zone', () => {
    const date = new Date('2026-03-28T23:30:00Z')
    expect(hourOf(date, 'UTC')).toEqual({ day: '2026-03-28', hour: 23 })
    expect(hourOf(date, 'Europe/Berlin')).toEqual({ day: '2026-03-29', hour: 0 })
    expect(hourOf(date, 'Asia/Kolkata')).toEqual({ day: '2026-03-29', hour: 5 })
  })

  it('have every day, also the one on which clocks change', () => {
    const from = new Date('2026-03-28T12:00:00Z')
    const to = new Date('2026-03-30T12:00:00Z')
    expect(daysBetween(from, to, 'Europe/Berlin')).toEqual([
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
    ])
    expect(dayText('2026-11-28')).toBe('Sat 28 Nov')
  })
})

describe('a calendar', () => {
  const calendar = {
    startDate: '2026-11-28T10:00:00Z',
    endDate: '2026-11-29T10:00:00Z',
    hours: [],
    complete: true,
    results: [
      { ...row, dates: ['2026-11-28T11:30:00Z', '2026-11-29T06:00:00+01:00'] },
      { ...row, triggerId: 'other', dates: ['2026-11-28T11:00:00Z'] },
    ],
  }
  const runs = runsOf(calendar)

  it('has its runs in their order', () => {
    expect(runs.map((run) => run.triggerId)).toEqual(['other', 'daily', 'daily'])
  })

  it('counts them by day and hour', () => {
    const heat = heatOf(calendar, runs, 'UTC')
    expect(heat.days).toEqual(['2026-11-28', '2026-11-29'])
    expect(heat.counts[0]?.[11]).toBe(2)
    expect(heat.counts[1]?.[5]).toBe(1)
    expect([heat.most, heat.total]).toEqual([2, 3])
  })

  it('shows those of one hour', () => {
    const chosen = { day: '2026-11-29', hour: 5 }
    expect(runs.filter((run) => isIn(run, chosen, 'UTC'))).toHaveLength(1)
    expect(runs.filter((run) => isIn(run, undefined, 'UTC'))).toHaveLength(3)
  })

  it('colours by the share of the most', () => {
    expect([0, 1, 50, 51, 100].map((count) => levelOf(count, 100))).toEqual([0, 1, 2, 3, 4])
    expect(levelOf(0, 0)).toBe(0)
  })
})

describe('errors over time', () => {
  const group = {
    namespace: 'a',
    flowId: 'b',
    count: 3,
    firstDate: '2026-11-28T00:00:00Z',
    lastDate: '2026-11-28T01:00:00Z',
    executionIds: [],
  }

  it('are summed over all groups', () => {
    const found = bucketsOfGroups({
      results: [
        { ...group, counts: [1, 2] },
        { ...group, counts: [0, 4] },
      ],
      read: 7,
      total: 7,
      startDate: '2026-11-28T00:00:00Z',
      endDate: '2026-11-28T02:00:00Z',
    })
    expect(found.map((bucket) => bucket.total)).toEqual([1, 6])
    expect(found[1]?.start).toBe(Date.parse('2026-11-28T01:00:00Z'))
  })

  it('need a time and a group', () => {
    expect(bucketsOfGroups({ results: [], read: 0, total: 0 })).toEqual([])
  })
})

describe('values that are compared', () => {
  it('are text, or a size when they are large', () => {
    expect(comparedText({ size: 3, value: 'abc' }, 'none')).toBe('abc')
    expect(comparedText({ size: 9, value: { a: [1] } }, 'none')).toBe('{"a":[1]}')
    expect(comparedText({ size: 12_000 }, 'none')).toBe('12 kB')
    expect(comparedText(undefined, 'none')).toBe('none')
    expect(valueText('x'.repeat(300))).toHaveLength(201)
  })

  it('have bars of one scale', () => {
    const side = { states: {}, attempts: 1 }
    const tasks = [{ taskId: 'a', left: { ...side, seconds: 2 }, right: { ...side, seconds: 8 } }]
    expect(longestOf(tasks)).toBe(8)
    expect(ratioOf(2, 8)).toBe(0.25)
    expect(ratioOf(0, 0)).toBe(0)
    expect(longestOf([])).toBe(0)
  })
})
