// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, defineComponent, h, nextTick, ref } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { FilterQuery } from '@/api/client'
import { pageQuery } from '@/api/pages'
import EmptyState from '@/components/EmptyState.vue'
import FlowLink from '@/components/FlowLink.vue'
import RefreshButton from '@/components/RefreshButton.vue'
import { ownNamespace } from '@/filters/own'
import { useFilters } from '@/filters/useFilters'
import { useAddress, useTyped } from '@/lists/address'
import { useChosen } from '@/lists/chosen'
import { usePage, useTable } from '@/lists/found'
import { grouped, headAt } from '@/lists/groups'
import { useSelection } from '@/lists/selection'
import { preferences } from '@/shell/preferences'

/** What a screen at a path uses, and its router. */
async function screen<T>(path: string, use: () => T): Promise<[T, Router]> {
  let used: T | undefined
  const page = defineComponent(() => {
    used = use()
    return () => h('p')
  })
  const none = { render: () => h('p') }
  const routes = [
    { path: '/list', component: page },
    { path: '/flows/:namespace/:id/:tab?', name: 'flow', component: none },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  mount({ template: '<RouterView />' }, { global: { plugins: [router] } })
  await flushPromises()
  return [used as T, router]
}

describe('the page of a list', () => {
  it('is asked for without a sort that the address does not name', () => {
    const asked = { filters: {}, page: 2, size: 10 }
    expect(pageQuery({ ...asked, sort: '' })).toEqual({ page: 2, size: 10 })
    expect(pageQuery({ ...asked, sort: 'id:asc' })).toMatchObject({ sort: ['id:asc'] })
  })

  it('asks for what the list is fixed to, which is not in the address', async () => {
    const fixed = { 'filters[flowId][EQUALS]': 'load' }
    const [list, router] = await screen('/list?page=2&size=10&sort=id:asc', () =>
      useFilters(
        () => [],
        undefined,
        () => fixed,
      ),
    )
    expect(list.asked.value).toEqual({ filters: fixed, page: 2, size: 10, sort: 'id:asc' })
    expect(router.currentRoute.value.fullPath).not.toContain('flowId')
    expect(list.pageOf([...Array(15).keys()])).toEqual([10, 11, 12, 13, 14])
    expect(list.pageOf(undefined)).toBeUndefined()
  })

  it('begins with the namespace that the reader prefers', () => {
    expect(ownNamespace()).toEqual([])
    preferences.namespace = 'company.team'
    expect(ownNamespace()).toEqual([{ field: 'namespace', op: 'PREFIX', values: ['company.team'] }])
    preferences.namespace = ''
  })
})

describe('what a call found', () => {
  it('is no row after a failure, whatever was there before', () => {
    const refetch = vi.fn()
    const call = {
      data: ref<{ results: string[]; total: number } | undefined>({ results: ['a'], total: 7 }),
      error: ref<unknown>(null),
      isError: ref(false),
      isPlaceholderData: ref(true),
      refetch,
    }
    const { rows, total, table } = usePage(call)
    expect([rows.value, total.value]).toEqual([['a'], 7])
    expect(table.value).toMatchObject({ rows: ['a'], error: null, isStale: true })
    call.error.value = new Error('no')
    call.isError.value = true
    expect(table.value).toMatchObject({ rows: undefined, error: call.error.value })
    useTable(
      call,
      computed(() => ['b']),
    ).value.onRetry()
    expect(refetch).toHaveBeenCalledOnce()
  })
})

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

describe('groups of rows', () => {
  const rows = ['b1', 'a1', 'b2', 'c1', 'a2']
  const nameOf = (row: string) => row.charAt(0)

  it('come in the order of their first rows, which keep theirs', () => {
    expect(grouped(rows, nameOf)).toEqual(['b1', 'b2', 'a1', 'a2', 'c1'])
  })

  it('have their name and size over the first row alone', () => {
    const all = grouped(rows, nameOf)
    expect(headAt(all, 0, nameOf)).toEqual({ name: 'b', count: 2 })
    expect(headAt(all, 1, nameOf)).toBeUndefined()
    expect(headAt(all, 4, nameOf)).toEqual({ name: 'c', count: 1 })
    expect(headAt(all, 5, nameOf)).toBeUndefined()
  })
})

describe('an address', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('names one of some choices, or the usual one', async () => {
    const [least, router] = await screen('/list?least=600&x=1', () =>
      useChosen('least', [10, 60, 600], 60),
    )
    expect(least.value).toBe(600)
    least.value = 10
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ least: '10', x: '1' })
    await router.push('/list?least=11')
    expect(least.value).toBe(60)
  })

  it('gets words once they are typed, and another question begins on page one', async () => {
    const [{ typed, page }, router] = await screen('/list?page=3', () => {
      const address = useAddress()
      return { ...address, typed: useTyped(address) }
    })
    expect(page.value).toBe(3)
    typed.value = 'lo'
    await nextTick()
    typed.value = 'load '
    await nextTick()
    expect(router.currentRoute.value.query).toEqual({ page: '3' })
    vi.runAllTimers()
    await flushPromises()
    expect([router.currentRoute.value.query, page.value]).toEqual([{ q: 'load ' }, 1])
    await router.push('/list?q=other')
    expect(typed.value).toBe('other')
  })

  it('of another screen gets no words that were typed on this one', async () => {
    const [typed, router] = await screen('/list', () => useTyped(useAddress()))
    typed.value = 'load'
    await nextTick()
    await router.push('/flows/company/load')
    await flushPromises()
    vi.runAllTimers()
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/flows/company/load')
  })
})

describe('shared parts of lists', () => {
  it('take filters away where nothing was found', async () => {
    const state = mount(EmptyState, { props: { title: 'None', isFiltered: true } })
    await state.get('button').trigger('click')
    expect(state.emitted('clear')).toHaveLength(1)
    expect(
      mount(EmptyState, { props: { title: 'None' } })
        .find('button')
        .exists(),
    ).toBe(false)
  })

  it('lead to a flow, and ask anew', async () => {
    const [, router] = await screen('/list', () => undefined)
    const props = { namespace: 'company', id: 'load', tab: 'triggers' }
    const link = mount(FlowLink, { props, global: { plugins: [router] } })
    expect(link.attributes('href')).toBe('/flows/company/load/triggers')
    expect(link.text()).toBe('company load')
    const button = mount(RefreshButton)
    await button.get('button').trigger('click')
    expect(button.emitted('refresh')).toHaveLength(1)
  })
})
