// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { Filter } from '@/filters/filter'
import { changeOf, filtersBefore, shareOf } from '@/filters/before'

describe('the figures of home', () => {
  it('are beside those of a period that is as long and ends where theirs begins', () => {
    const namespace: Filter = { field: 'namespace', op: 'PREFIX', values: ['company'] }
    const range: Filter = { field: 'timeRange', op: 'EQUALS', values: ['PT1H'] }
    const from = Date.parse('2026-01-01T12:00:00Z')
    expect(filtersBefore([namespace, range], { from, to: from + 3_600_000 })).toEqual([
      namespace,
      {
        field: 'startDate',
        op: 'GREATER_THAN_OR_EQUAL_TO',
        values: ['2026-01-01T11:00:00.000Z'],
      },
      { field: 'endDate', op: 'LESS_THAN_OR_EQUAL_TO', values: ['2026-01-01T12:00:00.000Z'] },
    ])
  })

  it('say by how much they changed, with the sign', () => {
    expect(changeOf(112, 100)).toBe('+12 %')
    expect(changeOf(50, 200)).toBe('-75 %')
    expect(changeOf(7, 7)).toBe('0 %')
    expect(changeOf(0, 4)).toBe('-100 %')
    expect(changeOf(3, 0)).toBeUndefined()
  })

  it('have a share only of what has ended', () => {
    expect(shareOf({ FAILED: 1, SUCCESS: 3, RUNNING: 6 }, 'FAILED')).toBe(0.25)
    expect(shareOf({ SUCCESS: 3 }, 'FAILED')).toBe(0)
    expect(shareOf({ RUNNING: 6 }, 'FAILED')).toBeUndefined()
    expect(shareOf({}, 'FAILED')).toBeUndefined()
  })
})
