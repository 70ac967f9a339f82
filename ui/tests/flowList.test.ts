// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { heightsOf, marksOf } from '@/components/miniBars'
import { treeOf } from '@/screens/flows/tree'

describe('the bars of durations', () => {
  it('are seen however short, and one long run does not flatten the others', () => {
    expect(heightsOf([0, 50, 100], 20)).toEqual([3, 10, 20])
    const most = [...Array<number>(19).fill(100), 100_000]
    expect(heightsOf(most, 20)).toEqual(Array<number>(20).fill(20))
    expect(heightsOf([], 20)).toEqual([])
    expect(heightsOf([0], 20)).toEqual([3])
  })

  it('have one or two round marks below the highest', () => {
    expect(marksOf([90_000, 250_000])).toEqual([120_000, 240_000])
    expect(marksOf([7])).toEqual([5])
    expect(marksOf([0])).toEqual([])
    expect(marksOf([])).toEqual([])
  })
})

describe('the tree of flows', () => {
  const flows = new Map([['a.b', ['one', 'two']]])

  it('has namespaces between, and flows where they are open', () => {
    expect(treeOf(['a.b', 'c'], new Set(), flows).map(({ text, level }) => [text, level])).toEqual([
      ['a', 1],
      ['c', 1],
    ])
    const rows = treeOf(['a.b', 'c'], new Set(['a', 'a.b']), flows)
    expect(rows.map(({ text, level, isOpen }) => [text, level, isOpen])).toEqual([
      ['a', 1, true],
      ['b', 2, true],
      ['one', 3, undefined],
      ['two', 3, undefined],
      ['c', 1, false],
    ])
  })
})
