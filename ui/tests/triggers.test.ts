// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { Filter } from '@/filters/filter'
import { chosenOf, quickFilters, withQuick } from '@/screens/triggers/quick'

describe('what is looked for most among triggers', () => {
  const namespace: Filter = { field: 'namespace', op: 'PREFIX', values: ['company'] }
  const names = quickFilters().map(({ id }) => id)

  it.each(names)('%s is chosen in the place of the others, and again all', (name) => {
    const off: Filter = { field: 'triggerState', op: 'EQUALS', values: ['DISABLED'] }
    const chosen = withQuick([namespace, off], name)
    expect(chosen).toHaveLength(2)
    expect(chosenOf(chosen)).toBe(name)
    expect(withQuick(chosen, '')).toEqual([namespace])
  })

  it('is none of others, and not one of several', () => {
    expect(chosenOf([namespace])).toBe('')
    expect(chosenOf([{ field: 'hasError', op: 'EQUALS', values: ['false'] }])).toBe('several')
    expect(chosenOf(names.flatMap((name) => withQuick([], name)))).toBe('several')
  })
})
