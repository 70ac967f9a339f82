// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { LatestRun } from '@/resources/flows'
import type { LateExecution } from '@/resources/schedules'
import { shareOfUsual } from '@/screens/executions/usual'
import { delayOf, streakOf, successOf } from '@/screens/flow/figures'

function run(status: LatestRun['status'], startDate: string): LatestRun {
  return {
    id: startDate,
    namespace: 'company',
    flowId: 'load',
    startDate,
    status,
    duration: 'PT1S',
  }
}

describe('figures of a flow', () => {
  const runs = [run('RUNNING', '5'), run('FAILED', '4'), run('FAILED', '3'), run('SUCCESS', '2')]

  it('count executions that have ended', () => {
    expect(successOf(runs)).toEqual({ good: 1, all: 3 })
    expect(successOf([])).toEqual({ good: 0, all: 0 })
  })

  it('tell how many failed in a row, and since when', () => {
    expect(streakOf(runs)).toEqual({ count: 2, since: '3' })
    expect(streakOf(runs.slice(1, 3))).toEqual({ count: 2, since: '3' })
    expect(streakOf([run('SUCCESS', '2'), run('FAILED', '1')])).toEqual({ count: 0 })
  })

  it('leave out what was made up when they tell how late schedules begin', () => {
    const late = Array.from({ length: 20 }, (_, place) => ({ seconds: 20 - place, madeUp: false }))
    const madeUp = { seconds: 900, madeUp: true }
    expect(delayOf([madeUp, ...late] as LateExecution[])).toBe(19)
    expect(delayOf([madeUp] as LateExecution[])).toBeUndefined()
  })
})

describe('a duration against the usual one', () => {
  it.each([
    [5, { share: 0.25, isLong: false }],
    [30, { share: 1, isLong: true }],
    [-1, { share: 0, isLong: false }],
  ])('of %d seconds', (seconds, bar) => {
    expect(shareOfUsual(seconds, { count: 9, p50: 10, p95: 20 })).toEqual(bar)
  })

  it('is not long only because all others took the same', () => {
    expect(shareOfUsual(11, { count: 9, p50: 10, p95: 10 })).toEqual({ share: 1, isLong: false })
  })
})
