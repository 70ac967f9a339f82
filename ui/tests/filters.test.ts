import { describe, expect, it } from 'vitest'
import type { LocationQuery } from 'vue-router'
import { hasFilters, isOlder, readFilters, withoutFilters, writeFilters } from '@/filters/filter'

const CANONICAL: LocationQuery[] = [
  { 'filters[namespace][PREFIX]': 'company' },
  { 'filters[state][IN]': 'FAILED,WARNING' },
  { 'filters[labels][EQUALS][team]': 'a:b, c' },
  { 'filters[timeRange][EQUALS]': 'P7D', 'filters[q][EQUALS]': 'two, words' },
  { 'filters[flowId][EQUALS]': ['a', 'b'] },
]

describe('the address', () => {
  it.each(CANONICAL)('comes back as it was: %j', (query) => {
    expect(writeFilters(readFilters(query))).toEqual(query)
  })

  it('keeps what is no filter', () => {
    const query = { 'filters[q][EQUALS]': 'x', page: '2', sort: 'id:asc', q: 'old' }
    expect(withoutFilters(query)).toEqual({ page: '2', sort: 'id:asc' })
  })

  it('ignores operators that do not exist', () => {
    expect(readFilters({ 'filters[q][EXPLODES]': 'x' })).toEqual([])
  })
})

describe('older addresses', () => {
  it.each<[LocationQuery, LocationQuery]>([
    [{ namespace: 'a.b' }, { 'filters[namespace][PREFIX]': 'a.b' }],
    [{ state: ['FAILED', 'KILLED'] }, { 'filters[state][IN]': 'FAILED,KILLED' }],
    [
      { labels: ['team:x:y', 'env:prod'] },
      {
        'filters[labels][EQUALS][team]': 'x:y',
        'filters[labels][EQUALS][env]': 'prod',
      },
    ],
    [
      { scope: 'SYSTEM', childFilter: 'CHILD' },
      {
        'filters[scope][IN]': 'SYSTEM',
        'filters[childFilter][EQUALS]': 'CHILD',
      },
    ],
    [
      { timeRange: 'PT24H', q: 'x' },
      {
        'filters[timeRange][EQUALS]': 'PT24H',
        'filters[q][EQUALS]': 'x',
      },
    ],
    [
      { startDate: '2026-01-01T00:00:00Z', endDate: '2026-02-01T00:00:00Z' },
      {
        'filters[startDate][GREATER_THAN_OR_EQUAL_TO]': '2026-01-01T00:00:00Z',
        'filters[endDate][LESS_THAN_OR_EQUAL_TO]': '2026-02-01T00:00:00Z',
      },
    ],
    [
      { level: 'WARN', task: 'a', trigger_state: 'disabled' },
      {
        'filters[level][EQUALS]': 'WARN',
        'filters[taskId][EQUALS]': 'a',
        'filters[triggerState][EQUALS]': 'disabled',
      },
    ],
  ])('%j', (query, canonical) => {
    expect(isOlder(query)).toBe(true)
    expect(hasFilters(query)).toBe(true)
    expect(writeFilters(readFilters(query))).toEqual(canonical)
  })
})
