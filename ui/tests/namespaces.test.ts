// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { lastPart, lineage, namesBelow } from '@/components/lineage'
import { placesAmongSiblings } from '@/components/tree'
import { read, yamlOf } from '@/screens/namespace/document'
import { fitting, rowsOf } from '@/screens/namespaces/rows'
import type { NamespaceRow } from '@/resources/namespaces'

function row(id: string, flows: number, description?: string): NamespaceRow {
  return { id, flows, deleted: false, disabled: true, ...(description ? { description } : {}) }
}

const FOUND = [row('a', 1), row('a.b', 2, 'Orders'), row('a.b.c', 4), row('d', 0)]

describe('namespaces', () => {
  it('are told apart by their dots', () => {
    expect(lineage('a.b.c')).toEqual(['a', 'a.b', 'a.b.c'])
    expect(lastPart('a.b')).toBe('b')
    expect(lastPart('a')).toBe('a')
    expect(namesBelow(['a.b']).get('a')).toEqual(['a.b'])
  })

  it('count their flows with those below', () => {
    const rows = rowsOf(FOUND, new Set(['a']))
    expect(rows.map(({ id, flows, isOpen, level }) => [id, flows, isOpen, level])).toEqual([
      ['a', 7, true, 1],
      ['a.b', 6, false, 2],
      ['d', 0, undefined, 1],
    ])
  })

  it('are found by name and description', () => {
    expect(fitting(FOUND, ' order').map(({ id }) => id)).toEqual(['a.b'])
    expect(fitting(FOUND, '')).toHaveLength(4)
  })
})

describe('what is said of a namespace', () => {
  it('is read from YAML, with what is wrong with it', () => {
    expect(read('variables', 'a: 1\nb: [x]')).toEqual({ value: { a: 1, b: ['x'] } })
    expect(read('variables', ' ')).toEqual({})
    expect(read('variables', '- a').complaint).toBeDefined()
    expect(read('variables', 'a: [').complaint).toBeDefined()
    expect(read('pluginDefaults', '- type: a.B\n  values: {c: 1}')).toEqual({
      value: [{ type: 'a.B', values: { c: 1 } }],
    })
    expect(read('pluginDefaults', 'type: a.B').complaint).toBeDefined()
    expect(read('pluginDefaults', '- type: a.B\n- values: {}').complaint).toContain('2')
    expect(read('pluginDefaults', '- {type: a.B, values: 3}').complaint).toContain('1')
  })

  it('is written as YAML', () => {
    expect(yamlOf(undefined)).toBe('')
    expect(yamlOf({ a: 1 })).toBe('a: 1\n')
  })
})

it('counts a row among those below the same parent, whatever is open between them', () => {
  const rows = [1, 2, 2, 3, 2, 1, 2].map((level, place) => ({ id: String(place), level }))
  expect(placesAmongSiblings(rows)).toEqual([
    { at: 1, of: 2 },
    { at: 1, of: 3 },
    { at: 2, of: 3 },
    { at: 1, of: 1 },
    { at: 3, of: 3 },
    { at: 2, of: 2 },
    { at: 1, of: 1 },
  ])
})
