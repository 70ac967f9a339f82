// @vitest-environment happy-dom
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

async function fresh() {
  vi.resetModules()
  return import('@/shell/preferences')
}

/** Longer than pages of another file wait before they write what they changed. */
const WRITTEN_MS = 200

describe('preferences', () => {
  // Files share a window: what another one left there would count as a reader's wishes.
  beforeAll(() => new Promise((resolve) => setTimeout(resolve, WRITTEN_MS)))
  beforeEach(() => {
    localStorage.clear()
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  async function settle() {
    await nextTick()
    vi.advanceTimersByTime(200)
    await nextTick()
  }

  it('are kept in the browser, and what changed waits to be sent, also after a reload', async () => {
    const { preferences, changes } = await fresh()
    preferences.theme = 'dark'
    preferences.hiddenColumns.flows = ['labels']
    await settle()
    expect(new Set(changes.unsent)).toEqual(new Set(['theme', 'hiddenColumns']))
    const again = await fresh()
    expect(again.preferences.theme).toBe('dark')
    expect(again.valuesOf(again.changes.unsent)).toEqual({
      theme: 'dark',
      hiddenColumns: { flows: ['labels'] },
    })
  })

  it('of the server win, but over what was changed here in the meantime', async () => {
    const { preferences, changes, accept } = await fresh()
    preferences.theme = 'dark'
    preferences.pageSize = 50
    await settle()
    changes.unsent = ['theme']
    accept({ theme: 'light', zone: 'UTC' })
    expect(preferences).toMatchObject({ theme: 'dark', zone: 'UTC', pageSize: 25 })
    await settle()
    expect(changes.unsent).toEqual(['theme'])
  })

  it('stay to be sent when they change while they are sent', async () => {
    const { preferences, changes, acknowledge, valuesOf } = await fresh()
    preferences.theme = 'dark'
    preferences.zone = 'UTC'
    await settle()
    const sent = valuesOf(changes.unsent)
    preferences.theme = 'light'
    acknowledge(sent)
    expect(changes.unsent).toEqual(['theme'])
  })

  it('of another tab are taken over, and not sent again', async () => {
    const { preferences, changes } = await fresh()
    localStorage.setItem('tiercel.preferences', JSON.stringify({ zone: 'UTC', unknown: 1 }))
    window.dispatchEvent(new StorageEvent('storage', { key: 'tiercel.preferences' }))
    await settle()
    expect(preferences.zone).toBe('UTC')
    expect(preferences).not.toHaveProperty('unknown')
    expect(changes.unsent).toEqual([])
  })

  it('that a browser had before are sent as a whole', async () => {
    localStorage.setItem('tiercel.preferences', JSON.stringify({ theme: 'dark', pageSize: 25 }))
    const { changes, sendAll } = await fresh()
    sendAll()
    expect(changes.unsent).toEqual(['theme'])
  })
})

describe('pins', () => {
  afterEach(() => localStorage.clear())

  it('that a browser had before join those of the server once', async () => {
    const old = [
      { path: '/flows', text: 'Flows' },
      { path: '/logs', text: 'x'.repeat(600) },
    ]
    localStorage.setItem('tiercel.pins', JSON.stringify(old))
    const { preferences } = await fresh()
    const { importPins, isPinned } = await import('@/shell/kept')
    preferences.bookmarks = [{ path: '/flows', text: 'Mine' }]
    importPins()
    importPins()
    expect(preferences.bookmarks).toEqual([
      { path: '/flows', text: 'Mine' },
      { path: '/logs', text: 'x'.repeat(500) },
    ])
    expect(isPinned('/logs')).toBe(true)
  })
})

describe('the view that a list begins with', () => {
  afterEach(() => localStorage.clear())

  it('is known before the server answers, unless another was chosen elsewhere', async () => {
    const { preferences } = await fresh()
    const { beginWith, usualQuery } = await import('@/filters/views')
    beginWith('flows', { id: 'a', query: { sort: 'id:asc' } })
    expect(usualQuery('flows')).toEqual({ sort: 'id:asc' })
    await nextTick()
    beginWith('flows', { id: 'a', query: { sort: 'id:desc' } })
    await nextTick()
    expect(localStorage.getItem('tiercel.views')).toContain('id:desc')
    preferences.usualViews = { flows: 'b' }
    expect(usualQuery('flows')).toBeUndefined()
    beginWith('flows')
    expect(preferences.usualViews).toEqual({})
  })

  it('of before the server kept views is handed over with them', async () => {
    const query = { sort: 'id:asc' }
    const flows = { saved: [{ name: 'Mine', query }], recent: [], usual: 'Mine' }
    localStorage.setItem('tiercel.views', JSON.stringify({ flows, logs: { recent: [] } }))
    vi.resetModules()
    const { oldViews, forgetOldViews } = await import('@/filters/views')
    expect(oldViews()).toEqual([['flows', { saved: flows.saved, usual: 'Mine' }]])
    forgetOldViews('flows')
    expect(oldViews()).toEqual([])
  })
})
