// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import {
  barsOf,
  bucketsOf,
  bucketsOfRows,
  bucketWidth,
  rangeOf,
  roundTop,
  scaleOf,
  bucketText,
  tickText,
} from '@/components/histogram'
import { changeInParts } from '@/resources/bulkExecutions'
import { chartFilters } from '@/resources/executions'
import { BULK_ACTIONS, suits, withStates } from '@/screens/executions/actions'
import { useHeldRows } from '@/screens/executions/useHeldRows'
import { windowOf, withWindow } from '@/filters/window'

const HOUR = 3600_000
const NOW = Date.parse('2026-11-28T01:00:00Z')

describe('actions on executions', () => {
  it.each([
    ['FAILED', ['restart', 'replay', 'labels', 'changeStatus', 'delete']],
    ['SUCCESS', ['replay', 'labels', 'changeStatus', 'delete']],
    ['PAUSED', ['resume', 'forceRun', 'kill', 'delete']],
    ['RUNNING', ['pause', 'forceRun', 'kill', 'delete']],
    ['QUEUED', ['unqueue', 'forceRun', 'kill', 'delete']],
  ])('of one that is %s', (state, offered) => {
    expect(BULK_ACTIONS.filter((action) => suits(action, state))).toEqual(offered)
  })
})

describe('a query for some states', () => {
  it('says them in the place of what it said before', () => {
    const filters = { 'filters[state][NOT_IN]': 'FAILED', 'filters[q][EQUALS]': 'x' }
    expect(withStates(filters, ['SUCCESS', 'WARNING'])).toEqual({
      'filters[q][EQUALS]': 'x',
      'filters[state][IN]': 'SUCCESS,WARNING',
    })
  })
})

describe('very many executions', () => {
  afterEach(() => void vi.unstubAllGlobals())
  const all = Array.from({ length: 1_200 }, (_, place) => `e${place}`)
  const restarted: string[][] = []

  /** A server whose search finds all, and where one refuses each restart that it is part of. */
  function serve(refusing: string): void {
    restarted.length = 0
    vi.stubGlobal('fetch', async (request: Request) => {
      const url = new URL(request.url)
      const headers = { 'content-type': 'application/json' }
      const answered = (status: number, body: unknown) =>
        new Response(JSON.stringify(body), { status, headers })
      if (url.pathname.endsWith('/search')) {
        const page = Number(url.searchParams.get('page'))
        const size = Number(url.searchParams.get('size'))
        const results = all.slice((page - 1) * size, page * size).map((id) => ({ id }))
        return answered(200, { results, total: all.length })
      }
      const ids = (await request.json()) as string[]
      if (ids.includes(refusing)) {
        const errors = [{ detail: 'execution not in state FAILED', value: refusing }]
        return answered(400, { message: 'invalid bulk restart', errors })
      }
      restarted.push(ids)
      return answered(200, { count: ids.length })
    })
  }

  const ask = { action: 'restart' as const, target: { filters: {} }, options: {}, count: 1_200 }

  it('are changed in parts, without those that refuse', async () => {
    serve('e700')
    const heard: number[] = []
    const result = await changeInParts(ask, (done) => heard.push(done) > 0)
    expect(heard).toEqual([500, 1_000, 1_200])
    expect(restarted.map((ids) => ids.length)).toEqual([500, 499, 200])
    expect(restarted.flat()).toEqual(all.filter((id) => id !== 'e700'))
    expect(result.count).toBe(1_199)
    expect(result.refused.map((part) => part.value)).toEqual(['e700'])
  })

  it('can be left after any part', async () => {
    serve('')
    const result = await changeInParts(ask, () => false)
    expect(result).toEqual({ count: 500, refused: [] })
  })
})

describe('the window of a list', () => {
  it('is the range, or the dates, or none', () => {
    const range = { field: 'timeRange', op: 'EQUALS' as const, values: ['PT1H'] }
    expect(windowOf([range], NOW)).toEqual({ from: NOW - HOUR, to: NOW })
    const start = {
      field: 'startDate',
      op: 'GREATER_THAN_OR_EQUAL_TO' as const,
      values: ['2026-11-28T00:00:00Z'],
    }
    expect(windowOf([start], NOW)).toEqual({ from: NOW - HOUR, to: NOW })
    expect(windowOf([], NOW)).toBeUndefined()
  })

  it('takes the place of the range that was there', () => {
    const range = { field: 'timeRange', op: 'EQUALS' as const, values: ['PT1H'] }
    const state = { field: 'state', op: 'IN' as const, values: ['FAILED'] }
    const changed = withWindow([range, state], { from: NOW - HOUR, to: NOW })
    expect(changed.map((filter) => filter.field)).toEqual(['state', 'startDate', 'endDate'])
    expect(windowOf(changed, NOW + HOUR)).toEqual({ from: NOW - HOUR, to: NOW })
  })
})

describe('filters of charts', () => {
  it('are those of the address', () => {
    expect(
      chartFilters({
        'filters[state][IN]': 'FAILED,WARNING',
        'filters[labels][EQUALS][team]': 'a:b',
        'filters[q][EQUALS]': 'x, y',
      }),
    ).toEqual([
      { field: 'state', operation: 'IN', value: ['FAILED', 'WARNING'] },
      { field: 'labels', operation: 'EQUALS', value: { team: 'a:b' } },
      { field: 'q', operation: 'EQUALS', value: 'x, y' },
    ])
  })
})

describe('the histogram', () => {
  it.each([
    [HOUR, 60_000],
    [12 * HOUR, HOUR],
    [24 * HOUR, HOUR],
    [30 * 24 * HOUR, 24 * HOUR],
    [365 * 24 * HOUR, 7 * 24 * HOUR],
  ])('over %d ms has buckets of %d ms', (span, width) => {
    expect(bucketWidth(NOW - span, NOW)).toBe(width)
  })

  it('has the empty buckets too, and sums equal parts', () => {
    const part = { tone: 'failed', word: 'Failed', count: 2 }
    const buckets = bucketsOf(NOW - 24 * HOUR, NOW, [
      { ...part, date: NOW - HOUR },
      { ...part, date: NOW - HOUR + 1 },
    ])
    expect(buckets).toHaveLength(24)
    expect(buckets[23]).toMatchObject({ start: NOW - HOUR, end: NOW, total: 4 })
    expect(buckets[23]?.parts).toEqual([{ ...part, count: 4 }])
    expect(buckets[0]?.total).toBe(0)
  })

  it('hangs failures below the line, on a scale of their own', () => {
    const rows = [
      { date: new Date(NOW - HOUR).toISOString(), total: 1, state: 'FAILED' },
      { date: new Date(NOW - HOUR).toISOString(), total: 80, state: 'SUCCESS' },
      { date: new Date(NOW - 2 * HOUR).toISOString(), total: 4, state: 'FAILED' },
    ]
    const span = { from: NOW - 24 * HOUR, to: NOW }
    const buckets = bucketsOfRows(span, rows, ({ state }) => ({
      tone: state.toLowerCase(),
      word: state,
      rank: 0,
      isBelow: state === 'FAILED',
    }))
    const bars = barsOf(buckets, { above: 100, below: 20, top: 160 })
    expect(bars[22]).toEqual([{ tone: 'failed', y: 100, height: 20 }])
    // The few are seen, and do not push the others.
    expect(bars[23]).toEqual([
      { tone: 'failed', y: 100, height: 5 },
      { tone: 'success', y: 50, height: 50 },
    ])
    expect(barsOf(buckets, { above: 100, below: 8, top: 160 })[23]?.[0]?.height).toBe(3)
  })

  it.each([
    [1, 1],
    [5, 6],
    [11, 12],
    [103, 120],
    [4_812, 6_000],
    [9_999, 10_000],
  ])('with at most %d has a scale up to %d', (count, top) => {
    expect(roundTop(count)).toBe(top)
  })

  it.each([
    [HOUR / 60, 'minute'],
    [HOUR, 'hour'],
    [24 * HOUR, 'day'],
    [7 * 24 * HOUR, 'week'],
  ])('names buckets of %d ms', (width, word) => {
    expect(scaleOf({ start: NOW, end: NOW + width })).toBe(word)
  })

  it('says below its axis the hour, and in full the day with it', () => {
    const start = new Date()
    start.setHours(2, 0, 0, 0)
    const before = new Date(start)
    before.setDate(start.getDate() - 1)
    expect(bucketText(start.getTime(), HOUR)).toBe('02:00')
    expect(bucketText(before.getTime(), HOUR)).toBe('yesterday 02:00')
    expect(tickText(before.getTime(), HOUR)).toBe('02:00')
  })

  it('takes ranges in either direction', () => {
    const buckets = bucketsOf(NOW - 24 * HOUR, NOW, [])
    expect(rangeOf(buckets, 3, 1)).toEqual(rangeOf(buckets, 1, 3))
    expect(rangeOf(buckets, 0, 99)).toBeUndefined()
  })
})

describe('rows that are held', () => {
  const row = (id: string, state = 'RUNNING') => ({ id, state })

  function held(isReading: boolean) {
    const rows = ref<ReturnType<typeof row>[] | undefined>([row('a')])
    const question = ref('one')
    const list = useHeldRows(rows, {
      question: () => question.value,
      keyOf: (one) => one.id,
      isReading: () => isReading,
    })
    return { rows, question, list }
  }

  it('change in place; new ones wait while someone reads', async () => {
    const { rows, list } = held(true)
    rows.value = [row('b'), row('a', 'SUCCESS')]
    await nextTick()
    expect(list.rows.value).toEqual([row('a', 'SUCCESS')])
    expect(list.fresh.value).toBe(1)
    list.take()
    expect(list.rows.value?.map((one) => one.id)).toEqual(['b', 'a'])
  })

  it('come at once at the top, and after another question', async () => {
    const top = held(false)
    top.rows.value = [row('b'), row('a')]
    await nextTick()
    expect(top.list.rows.value).toHaveLength(2)

    const { rows, question, list } = held(true)
    question.value = 'two'
    rows.value = [row('c')]
    await nextTick()
    expect(list.rows.value).toEqual([row('c')])
  })
})
