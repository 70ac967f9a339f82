// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { LatestRun } from '@/resources/flows'
import type { LateExecution } from '@/resources/schedules'
import { shareOfUsual } from '@/screens/executions/usual'
import { concurrencyText, onFailureText, retryText } from '@/screens/flow/about'
import { delayOf, runsWithin, spanOf, streakOf, successOf } from '@/screens/flow/figures'

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

describe('the figures of a time', () => {
  const NOW = Date.parse('2026-11-28T12:00:00Z')
  const runs = ['2026-11-28T11:00:00Z', '2026-11-27T11:00:00Z', '2026-11-01T11:00:00Z'].map(
    (date) => run('SUCCESS', date),
  )

  it.each([
    ['PT24H', 1],
    ['P7D', 2],
    ['runs', 3],
  ] as const)('%s are those of %d of the last runs', (span, count) => {
    expect(runsWithin(runs, span, NOW)).toEqual(runs.slice(0, count))
  })

  it('are asked for in the address', () => {
    expect(['P7D', 'P30D', undefined].map(spanOf)).toEqual(['P7D', 'runs', 'runs'])
  })
})

describe('what there is to know of a flow', () => {
  it('says how many executions run at a time, and what becomes of the others', () => {
    const limited = (concurrency: object) => concurrencyText({ concurrency: concurrency as never })
    expect(concurrencyText({})).toBe('no limit')
    expect(limited({ limit: 2 })).toBe('2 at a time, others wait')
    expect(limited({ limit: 1, behavior: 'FAIL' })).toBe('1 at a time, others fail')
    expect(limited({ limit: 1, behavior: 'CANCEL' })).toBe('1 at a time, others are cancelled')
  })

  it('says how often it is tried', () => {
    const tried = (retry: object) => retryText({ retry: retry as never })
    expect(retryText({})).toBe('none on the flow')
    expect(tried({ maxAttempts: 3 })).toBe('up to 3 attempts')
    expect(tried({ maxAttempt: 1 })).toBe('up to 1 attempt')
    expect(tried({ interval: 'PT1M' })).toBe('without a bound')
  })

  it('names the tasks that run when it fails', () => {
    expect(onFailureText({})).toBe('nothing')
    const errors = [{ id: 'alert' }, { id: 'undo' }] as never
    expect(onFailureText({ errors })).toBe('alert, undo')
  })
})
