// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { ApiError } from '@/api/error'
import AppButton from '@/components/AppButton.vue'
import DataTable from '@/components/DataTable.vue'
import ErrorPanel from '@/components/ErrorPanel.vue'
import FilterBar from '@/components/FilterBar.vue'
import StateBadge from '@/components/StateBadge.vue'
import type { Column } from '@/components/table'
import { labelField, stateField, textField, timeRangeField } from '@/filters/fields'
import type { Filter } from '@/filters/filter'
import { useFilters, type ListState } from '@/filters/useFilters'
import { startKeys, useKeys } from '@/shell/keys'
import { preferences } from '@/shell/preferences'

beforeAll(startKeys)
afterEach(() => {
  document.body.replaceChildren()
})

function press(
  key: string,
  options: KeyboardEventInit = {},
  target: Element = document.body,
): void {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }),
  )
}

describe('DataTable', () => {
  interface Item {
    id: string
    name: string
  }
  const columns: Column[] = [
    { id: 'name', text: 'Name', sort: 'name' },
    { id: 'note', text: 'Note', isOff: true },
  ]
  const rows: Item[] = ['a', 'b', 'c'].map((id) => ({ id, name: `row ${id}` }))

  function table(props: Record<string, unknown> = {}) {
    const selected = ref<string[]>([])
    const opened = vi.fn()
    const wrapper = mount(DataTable<Item>, {
      attachTo: document.body,
      props: {
        name: 'test',
        label: 'Things',
        columns,
        rows,
        keyOf: (row: Item) => row.id,
        nameOf: (row: Item) => row.name,
        canSelect: true,
        selected: selected.value,
        'onUpdate:selected': (value: string[]) => wrapper.setProps({ selected: value }),
        onOpen: opened,
        ...props,
      },
      slots: { 'cell-name': ({ row }: { row: Item }) => h('a', { href: '#' }, row.name) },
    })
    return { wrapper, opened }
  }

  it('moves, opens and selects by keys', async () => {
    const { wrapper, opened } = table()
    press('j')
    press('ArrowDown')
    press('Enter')
    expect(opened).toHaveBeenCalledWith(rows[1], { isNewTab: false })
    press('x')
    await flushPromises()
    expect(wrapper.props('selected')).toEqual(['b'])
    press('j')
    press('x', { shiftKey: true })
    await flushPromises()
    expect(wrapper.props('selected')).toEqual(['b', 'c'])
    press('a')
    await flushPromises()
    expect(new Set(wrapper.props('selected'))).toEqual(new Set(['a', 'b', 'c']))
    expect(wrapper.findAll('tr.selr')).toHaveLength(3)
  })

  it('leaves keys to fields and to links that have the focus', () => {
    const { wrapper, opened } = table()
    const field = document.createElement('input')
    document.body.append(field)
    press('j', {}, field)
    expect(wrapper.findAll('tr.cur')).toHaveLength(0)
    press('j')
    press('Enter', {}, wrapper.get('a').element)
    expect(opened).not.toHaveBeenCalled()
  })

  it('keeps a selection of other pages', async () => {
    const { wrapper } = table({ selected: ['z'] })
    await wrapper.get('thead input').trigger('change')
    expect(wrapper.props('selected')).toEqual(['z', 'a', 'b', 'c'])
    await wrapper.get('thead input').trigger('change')
    expect(wrapper.props('selected')).toEqual(['z'])
  })

  it('sorts up, down and not at all, and says so', async () => {
    const { wrapper } = table()
    const head = wrapper.get('th:nth-child(2)')
    const orders = ['none']
    for (let press = 0; press < 3; press++) {
      await head.get('button').trigger('click')
      const [value] = wrapper.emitted('update:sort')?.at(-1) ?? []
      await wrapper.setProps({ sort: value as string })
      orders.push(head.attributes('aria-sort') ?? '')
    }
    expect(orders).toEqual(['none', 'ascending', 'descending', 'none'])
  })

  it('shows the error where the rows would be, and no row', () => {
    const { wrapper } = table({ rows: undefined, error: new ApiError('broken', 500) })
    expect(wrapper.get('[role=alert]').text()).toContain('broken')
    expect(wrapper.find('table').exists()).toBe(false)
  })

  it('has the columns that the reader wants', async () => {
    const { wrapper } = table()
    expect(wrapper.findAll('th')).toHaveLength(2)
    preferences.hiddenColumns.test = ['name']
    await flushPromises()
    expect(wrapper.text()).toContain('Note')
    expect(wrapper.text()).not.toContain('Name')
    delete preferences.hiddenColumns.test
  })
})

describe('FilterBar', () => {
  function bar(filters: Filter[] = []) {
    const wrapper = mount(FilterBar, {
      attachTo: document.body,
      props: {
        fields: [textField, stateField, labelField, timeRangeField],
        filters,
        'onUpdate:filters': (value: Filter[]) => wrapper.setProps({ filters: value }),
      },
    })
    const input = wrapper.get<HTMLInputElement>('input[role=combobox]')
    const type = async (text: string) => {
      await input.setValue(text)
      await flushPromises()
    }
    const key = async (name: string) => {
      await input.trigger('keydown', { key: name })
      await flushPromises()
    }
    return { wrapper, input, type, key, filters: () => wrapper.props('filters') }
  }

  it('completes field, operator and values by keys alone', async () => {
    const { key, type, filters } = bar()
    await type('sta')
    await key('Tab')
    await key('Enter')
    await type('fail')
    await key('Enter')
    await type('warn')
    await key('Enter')
    await key('Escape')
    expect(filters()).toEqual([{ field: 'state', op: 'IN', values: ['FAILED', 'WARNING'] }])
  })

  it('searches for words that are no field', async () => {
    const { key, type, filters } = bar()
    await type('numeric overflow')
    await key('Enter')
    expect(filters()).toEqual([{ field: 'q', op: 'EQUALS', values: ['numeric overflow'] }])
  })

  it('takes labels as key and value', async () => {
    const { key, type, filters } = bar()
    await type('lab')
    await key('Tab')
    await key('Enter')
    await type('team:data:eu')
    await key('Enter')
    expect(filters()).toEqual([{ field: 'labels', op: 'EQUALS', key: 'team', values: ['data:eu'] }])
  })

  it('takes a range that is one, and nothing else', async () => {
    const { key, type, filters, wrapper } = bar()
    await type('started')
    await key('Tab')
    await type('soon')
    expect(wrapper.findAll('[role=option]')).toHaveLength(0)
    await key('Enter')
    expect(filters()).toEqual([])
    await type('PT90M')
    await key('Enter')
    expect(filters()).toEqual([{ field: 'timeRange', op: 'EQUALS', values: ['PT90M'] }])
  })

  it('opens the last chip by Backspace and removes chips by their button', async () => {
    const state: Filter = { field: 'state', op: 'IN', values: ['FAILED'] }
    const { key, type, filters, wrapper } = bar([state])
    await key('Backspace')
    await type('killed')
    await key('Enter')
    await key('Escape')
    expect(filters()).toEqual([{ ...state, values: ['FAILED', 'KILLED'] }])
    await wrapper.get('.chip .x').trigger('click')
    expect(filters()).toEqual([])
  })

  it('leaves half a filter out', async () => {
    const { key, type, filters } = bar()
    await type('sta')
    await key('Tab')
    await key('Escape')
    expect(filters()).toEqual([])
  })
})

describe('useFilters', () => {
  async function list(path: string, defaults: Filter[] = []): Promise<[ListState, Router]> {
    let found: ListState | undefined
    const page = defineComponent(() => {
      found = useFilters(() => defaults)
      return () => h('p')
    })
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/list', component: page },
        { path: '/other', component: { render: () => h('p') } },
      ],
    })
    await router.push(path)
    mount({ template: '<RouterView />' }, { global: { plugins: [router] } })
    await flushPromises()
    return [found as ListState, router]
  }

  const recent: Filter = { field: 'timeRange', op: 'EQUALS', values: ['PT24H'] }

  it('puts defaults into an address that says nothing, once', async () => {
    const [state, router] = await list('/list', [recent])
    expect(router.currentRoute.value.query['filters[timeRange][EQUALS]']).toBe('PT24H')
    state.clear()
    await flushPromises()
    expect(state.filters.value).toEqual([])
    expect(router.currentRoute.value.query).toEqual({ page: '1', size: '25' })
  })

  it('rewrites older addresses and keeps what they say', async () => {
    const [state, router] = await list('/list?state=FAILED&state=KILLED&tab=x', [recent])
    expect(state.query.value).toEqual({ 'filters[state][IN]': 'FAILED,KILLED' })
    expect(router.currentRoute.value.query).toMatchObject({ tab: 'x', page: '1' })
    expect(router.currentRoute.value.query).not.toHaveProperty('state')
  })

  it('goes back to the filters before', async () => {
    const [state, router] = await list('/list?page=3&size=10')
    state.add(recent)
    await flushPromises()
    expect([state.page.value, state.filters.value]).toEqual([1, [recent]])
    router.back()
    await new Promise((resolve) => window.setTimeout(resolve))
    expect([state.page.value, state.filters.value]).toEqual([3, []])
  })

  it('does not take the address of another page for its own', async () => {
    const [state, router] = await list('/list?page=3&size=10')
    await router.push('/other?page=7')
    expect(state.page.value).toBe(3)
  })
})

describe('keys', () => {
  function component(keys: Parameters<typeof useKeys>[0]) {
    return mount(
      defineComponent(() => {
        useKeys(keys)
        return () => h('p')
      }),
    )
  }

  it('follow one another, and the newest handler gets them', () => {
    const first = vi.fn()
    const second = vi.fn()
    component({ 'g f': first, r: first })
    const newer = component({ r: second })
    press('g')
    press('f')
    press('r')
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
    newer.unmount()
    press('r')
    expect(first).toHaveBeenCalledTimes(2)
  })

  it('of one letter can be switched off, those with a modifier not', () => {
    const act = vi.fn()
    component({ r: act, 'mod+k': act })
    preferences.hasSingleKeys = false
    press('r')
    press('k', { ctrlKey: true })
    preferences.hasSingleKeys = true
    expect(act).toHaveBeenCalledTimes(1)
  })
})

describe('small ones', () => {
  it('a button that is off says why and does nothing', async () => {
    const act = vi.fn()
    const wrapper = mount(AppButton, {
      props: { disabled: true, reason: 'Kill it first.', onClick: act },
      slots: { default: () => 'Restart' },
    })
    await wrapper.trigger('click')
    expect(act).not.toHaveBeenCalled()
    expect(wrapper.attributes()).toMatchObject({
      'aria-disabled': 'true',
      'data-tip': 'Kill it first.',
    })
  })

  it('a state is a word and an icon, or an icon with a name', () => {
    const row = mount(StateBadge, { props: { state: 'FAILED' } })
    expect(row.text()).toBe('Failed')
    const icon = mount(StateBadge, { props: { state: 'RUNNING', form: 'icon' } })
    expect(icon.get('svg').attributes('aria-label')).toBe('Running')
  })

  it('an error shows hostile words as text', () => {
    const error = new ApiError('<img src=x onerror=alert(1)>', 422, [
      { message: '{{ x }}', path: 'id' },
    ])
    const wrapper = mount(ErrorPanel, { props: { error, canRetry: true } })
    expect(wrapper.find('img').exists()).toBe(false)
    expect(wrapper.text()).toContain('<img src=x onerror=alert(1)>')
    expect(wrapper.text()).toContain('{{ x }}')
  })
})
