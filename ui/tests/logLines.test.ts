// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import type { TaskRun } from '@/resources/execution'
import { prepareLog, useLogLines, type LogAsk } from '@/resources/executionLogs'
import { logAskOf } from '@/screens/execution/logAsk'
import { chosenRun } from '@/screens/execution/outputs'

const asked: string[] = []

/** A server with three lines in each log, which say of which execution they are. */
beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url)
    asked.push(pathname.split('/logs/')[1] + search)
    const [id = ''] = (pathname.split('/logs/')[1] ?? '').split('/')
    const lines = [0, 1, 2].map((number) => ({ number, level: 'INFO', message: `${id} ${number}` }))
    if (pathname.endsWith('/stats')) return Response.json({ total: 3, levels: { INFO: 3 } })
    return Response.json(lines)
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function lines(ask: LogAsk) {
  const scope = effectScope()
  const of = ref(ask)
  const found = scope.run(() =>
    useLogLines(
      () => of.value,
      () => false,
    ),
  )
  if (!found) throw new Error('no scope')
  return { found, of, stop: () => scope.stop() }
}

describe('the lines of a log', () => {
  const ask: LogAsk = { executionId: 'one', minLevel: 'INFO' }

  it('are asked for once, though it was early', async () => {
    prepareLog(ask)
    const { found, stop } = lines({ ...ask, q: undefined })
    await vi.waitFor(() => expect(found.isLoading.value).toBe(false))
    expect(found.total.value).toBe(3)
    expect(found.lineAt(2)?.message).toBe('one 2')
    expect(asked).toHaveLength(2)
    stop()
  })

  it('are not those of another question, nor of long ago', async () => {
    prepareLog({ ...ask, q: 'other' })
    const first = lines(ask)
    await vi.waitFor(() => expect(first.found.isLoading.value).toBe(false))
    expect(asked).toHaveLength(4)
    first.stop()
    vi.useFakeTimers()
    prepareLog(ask)
    await vi.advanceTimersByTimeAsync(6_000)
    const late = lines(ask)
    await vi.waitFor(() => expect(late.found.isLoading.value).toBe(false))
    expect(asked).toHaveLength(8)
    late.stop()
  })

  it('do not stay when the question changes before they came', async () => {
    prepareLog(ask)
    const { found, of, stop } = lines(ask)
    of.value = { ...ask, executionId: 'two' }
    await vi.waitFor(() => expect(found.lineAt(0)?.message).toBe('two 0'))
    await new Promise((done) => setTimeout(done, 50))
    expect(found.lineAt(1)?.message).toBe('two 1')
    expect(found.total.value).toBe(3)
    stop()
  })
})

it('an address says what is shown of a log', () => {
  expect(logAskOf({ level: 'WARN', taskRun: 'r', q: 'x' }, 'one')).toEqual({
    executionId: 'one',
    minLevel: 'WARN',
    taskRunId: 'r',
    q: 'x',
  })
  expect(logAskOf({ level: 'LOUD', q: '' }, 'one')).toEqual({
    executionId: 'one',
    minLevel: 'INFO',
  })
})

describe('the task run whose outputs are shown', () => {
  const run = (id: string, seq: number, hasOutputs: boolean) =>
    ({ id, seq, hasOutputs }) as unknown as TaskRun
  const runs = new Map(
    [run('c', 2, true), run('a', 0, false), run('b', 1, true)].map((one) => [one.id, one]),
  )

  it.each([
    [undefined, 'b'],
    ['c', 'c'],
    ['a', 'b'],
    // It may come yet.
    ['z', undefined],
  ])('with %s selected is %s', (selected, id) => {
    expect(chosenRun(runs, selected)?.id).toBe(id)
  })
})
