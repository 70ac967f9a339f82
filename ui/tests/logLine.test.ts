// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import LogLine from '@/components/LogLine.vue'
import { toggleLogColumn } from '@/components/logDisplay'
import { preferences } from '@/shell/preferences'

describe('a line of a log', () => {
  const entry = {
    executionId: 'e',
    namespace: 'company',
    flowId: 'load',
    taskId: 'fetch',
    attemptNumber: null,
    deleted: false,
    tenantId: 'main',
    level: 'WARN',
    message: `{"rows": 2}\n${'x'.repeat(1_000)}`,
    timestamp: '2026-11-24T14:02:11.480Z',
  } as const

  function line(isOpen: boolean) {
    const source = ({ taskId }: { taskId?: string }) => `from ${taskId}`
    return mount(LogLine, { props: { entry, place: 41, source, isOpen, isCurrent: !isOpen } })
  }

  it('is its first line, until it is unfolded', async () => {
    const folded = line(false)
    expect(folded.get('.ms').text()).toBe('{"rows": 2}')
    expect(folded.get('.src').text()).toBe('from fetch')
    expect(folded.get('.src').attributes('title')).toBe('company load fetch')
    expect(folded.classes()).toEqual(expect.arrayContaining(['wrn', 'cur']))
    await folded.trigger('click')
    expect(folded.emitted('toggle')).toEqual([[41]])
  })

  it('is wrapped, and without some of its columns, if the reader likes it so', () => {
    preferences.hasWrappedLogs = true
    toggleLogColumn('time')
    toggleLogColumn('source')
    const wrapped = line(false)
    expect(wrapped.get('.ms').text()).toBe(entry.message)
    expect(wrapped.find('.tm').exists()).toBe(false)
    expect(wrapped.find('.src').exists()).toBe(false)
    expect(wrapped.find('.lv').exists()).toBe(true)
    toggleLogColumn('time')
    toggleLogColumn('source')
    preferences.hasWrappedLogs = false
    expect(line(false).find('.tm').exists()).toBe(true)
  })

  it('is all of it with its number when it is unfolded', async () => {
    const open = line(true)
    expect(open.get('pre').text()).toBe(entry.message)
    expect(open.text()).toContain('42')
    await open.get('[aria-label="Copy a link to the line"]').trigger('click')
    expect(open.emitted('link')).toEqual([[41]])
    expect(open.emitted('toggle')).toBeUndefined()
  })

  it('tells its whole date once somebody points at it', async () => {
    const time = line(false).get('.tm')
    expect(time.attributes('title')).toBeUndefined()
    await time.trigger('pointerover')
    expect(time.attributes('title')).toContain('2026-11-24T14:02:11.480Z')
  })
})
