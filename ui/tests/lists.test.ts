import { describe, expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import type { FilterQuery } from '@/api/client'
import { useSelection } from '@/lists/selection'

describe('a selection', () => {
  function selected() {
    const query = ref<FilterQuery>({})
    const selection = useSelection({
      query: () => query.value,
      total: () => 30,
      idOf: (key) => key.split('/'),
    })
    return { ...selection, query }
  }

  it('is of rows by their keys, or of all that the filters find', () => {
    const { keys, isAll, count, choice, clear, query } = selected()
    keys.value = ['a/b', 'c/d']
    expect([count.value, choice.value]).toEqual([
      2,
      {
        ids: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
    ])
    isAll.value = true
    expect([count.value, choice.value]).toEqual([30, { filters: query.value }])
    clear()
    expect([count.value, choice.value]).toEqual([0, { ids: [] }])
  })

  it('ends with the question: all of the next one were never chosen', async () => {
    const { isAll, count, query } = selected()
    isAll.value = true
    query.value = { 'filters[namespace][PREFIX]': 'company' }
    await nextTick()
    expect([isAll.value, count.value]).toEqual([false, 0])
  })
})
