// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { durationOf } from '@/screens/keys/life'
import { bodyOf, complaint, lineOf, textOf } from '@/screens/keys/values'

describe('values of keys', () => {
  it('are sent so that the server reads their type', () => {
    expect(bodyOf('STRING', '2026-03-01')).toBe('"2026-03-01"')
    expect(bodyOf('DATE', '2026-03-01')).toBe('2026-03-01')
    expect(bodyOf('DURATION', ' pt5m ')).toBe('"PT5M"')
    expect(bodyOf('NUMBER', ' 12 ')).toBe('12')
    expect(bodyOf('DATETIME', '2026-03-01T10:00')).toMatch(/^2026-0[23]-\d\dT\d\d:\d\d:00.000Z$/)
  })

  it('are refused with a reason before they are sent', () => {
    expect(complaint('STRING', '')).toBeUndefined()
    expect(complaint('NUMBER', '1e5')).toBeUndefined()
    expect(complaint('NUMBER', '0x10')).toBeDefined()
    expect(complaint('DURATION', 'P1D')).toBeUndefined()
    expect(complaint('DURATION', '1 day')).toBeDefined()
    expect(complaint('JSON', '{a}')).toBeDefined()
    expect(complaint('DATE', '')).toBeDefined()
  })

  it('come back into their controls', () => {
    expect(textOf('JSON', { a: 1 })).toBe('{\n  "a": 1\n}')
    expect(textOf('BOOLEAN', false)).toBe('false')
    expect(textOf('STRING', 'a')).toBe('a')
    expect(new Date(textOf('DATETIME', '2026-03-01T10:00:00Z')).toISOString()).toBe(
      '2026-03-01T10:00:00.000Z',
    )
  })

  it('are one line in lists', () => {
    expect(lineOf('a\n b')).toBe('a b')
    expect(lineOf({ a: [1] })).toBe('{"a":[1]}')
    expect(lineOf('x'.repeat(1_000))).toHaveLength(301)
  })
})

describe('the life of a key', () => {
  it('is none, one of its own, or what is left of it', () => {
    const now = Date.parse('2026-03-01T00:00:00Z')
    expect(durationOf('never', '', '2026-03-02T00:00:00Z', now)).toBeUndefined()
    expect(durationOf('keep', '', '2026-03-01T01:00:00Z', now)).toBe('PT3600S')
    expect(durationOf('keep', '', '2026-02-01T00:00:00Z', now)).toBe('PT1S')
    expect(durationOf('custom', ' p2d', undefined, now)).toBe('P2D')
    expect(durationOf('P7D', '', undefined, now)).toBe('P7D')
  })
})
