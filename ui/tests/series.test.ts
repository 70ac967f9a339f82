import { describe, expect, it } from 'vitest'
import { scaleOf } from '@/components/series'

describe('the value axis', () => {
  it('has zero, the most, and round lines between', () => {
    expect(scaleOf([3, 47])).toEqual({
      from: 0,
      to: 47,
      lines: [
        { value: 20, share: 27 / 47 },
        { value: 40, share: 7 / 47 },
      ],
    })
  })

  it('goes below zero', () => {
    const { from, to, lines } = scaleOf([-10, 10])
    expect([from, to]).toEqual([-10, 10])
    expect(lines.map(({ value }) => value)).toEqual([-10, 10])
  })

  it('has no line without a value', () => {
    expect(scaleOf([])).toEqual({ from: 0, to: 1, lines: [] })
    expect(scaleOf([0, 0]).lines).toEqual([])
  })
})
