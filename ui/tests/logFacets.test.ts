// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { bucketsOfRows } from '@/components/histogram'
import type { Filter } from '@/filters/filter'
import { ticksOf, unticked, withTicks } from '@/screens/logs/facets'

const from = (level: string): Filter => ({
  field: 'level',
  op: 'GREATER_THAN_OR_EQUAL_TO',
  values: [level],
})
const time: Filter = { field: 'timeRange', op: 'EQUALS', values: ['P7D'] }

describe('boxes of levels', () => {
  it.each([
    [[], ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR']],
    [[from('WARN')], ['WARN', 'ERROR']],
    [[{ field: 'level', op: 'LESS_THAN_OR_EQUAL_TO', values: ['DEBUG'] }], ['TRACE', 'DEBUG']],
    [[{ field: 'level', op: 'IN', values: ['INFO', 'ERROR'] }], ['INFO', 'ERROR']],
    [[{ field: 'level', op: 'NOT_EQUALS', values: ['INFO'] }], ['TRACE', 'DEBUG', 'WARN', 'ERROR']],
  ] as [Filter[], string[]][])('are ticked as the filters say: %j', (filters, ticked) => {
    expect(ticksOf('level', filters)).toEqual(ticked)
  })

  it('stand for one filter, of the least one where all from it on are ticked', () => {
    expect(withTicks('level', [from('INFO'), time], ['ERROR', 'WARN'])).toEqual([
      time,
      from('WARN'),
    ])
    const some: Filter = { field: 'level', op: 'IN', values: ['INFO', 'ERROR'] }
    expect(withTicks('level', [time], ['ERROR', 'INFO'])).toEqual([time, some])
  })

  it('stand for no filter when all are ticked, or none', () => {
    expect(withTicks('level', [from('INFO')], ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'])).toEqual(
      [],
    )
    expect(withTicks('level', [from('ERROR')], [])).toEqual([])
  })
})

describe('boxes of names', () => {
  const part: Filter = { field: 'flowId', op: 'CONTAINS', values: ['load'] }
  const one: Filter = { field: 'flowId', op: 'EQUALS', values: ['load_a'] }

  it('are ticked where a filter names them', () => {
    expect(ticksOf('flowId', [part])).toEqual([])
    expect(ticksOf('flowId', [part, one])).toEqual(['load_a'])
  })

  it('leave filters on parts of names as they are', () => {
    expect(unticked('flowId', [part, one])).toEqual([part])
    expect(withTicks('flowId', [part, one], ['load_a', 'load_b'])).toEqual([
      part,
      { field: 'flowId', op: 'IN', values: ['load_a', 'load_b'] },
    ])
    expect(withTicks('flowId', [part, one], [])).toEqual([part])
  })
})

describe('rows over time', () => {
  it('are parts of the bars, those of lower rank at the bottom', () => {
    const start = Date.parse('2026-11-28T00:00:00Z')
    const date = '2026-11-28T00:10:00Z'
    const rows = [
      { date, level: 'INFO', total: 5 },
      { date, level: 'ERROR', total: 2 },
    ]
    const [bucket] = bucketsOfRows({ from: start, to: start + 12 * 3600_000 }, rows, (row) => ({
      tone: row.level,
      word: row.level,
      rank: row.level === 'ERROR' ? 0 : 1,
    }))
    expect(bucket?.total).toBe(7)
    expect(bucket?.parts).toEqual([
      { tone: 'ERROR', word: 'ERROR', count: 2 },
      { tone: 'INFO', word: 'INFO', count: 5 },
    ])
  })
})
