// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, watch } from 'vue'
import { isWorthDrawing, useExecution, type TaskRun } from '@/resources/execution'

/** The event source that the test speaks for. */
class Source extends EventTarget {
  static now: Source | undefined
  readyState = 1

  constructor() {
    super()
    Source.now = this
  }

  close(): void {
    this.readyState = 2
  }
}

const PART = 500
const WHOLE = { id: 'e', state: { current: 'SUCCESS' } }

function runsFrom(start: number, end: number): TaskRun[] {
  const state = { current: 'SUCCESS', startDate: '' }
  const runs = []
  for (let seq = start; seq < end; seq += 1) runs.push({ id: `${seq}`, taskId: 't', seq, state })
  return runs as unknown as TaskRun[]
}

async function say(name: string, change: object): Promise<void> {
  const data = JSON.stringify({ version: 7, taskRuns: [], removed: [], ...change })
  Source.now?.dispatchEvent(new MessageEvent(name, { data }))
  await vi.advanceTimersByTimeAsync(0)
}

/** A whole execution with so many task runs, in the parts in which the server tells it. */
async function sayWhole(count: number): Promise<void> {
  const part = (start: number) => runsFrom(start, Math.min(count, start + PART))
  await say('snapshot', { execution: WHOLE, taskRuns: part(0), taskRunCount: count })
  for (let start = PART; start < count; start += PART) {
    await say('taskRuns', { taskRuns: part(start), taskRunCount: count })
  }
}

/** An execution that is followed, and what was drawn of it each time. */
function followed() {
  const drawn: { count: number; hasRuns: boolean }[] = []
  const scope = effectScope()
  scope.run(() => {
    const { execution, runs, hasRuns } = useExecution('e')
    watch([execution, runs], () => {
      if (execution.value) drawn.push({ count: runs.value.size, hasRuns: hasRuns.value })
    })
  })
  return { drawn, stop: () => scope.stop() }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Source)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('an execution that comes in parts', () => {
  it('is drawn by its first part and as a whole; its end is no news', async () => {
    const { drawn, stop } = followed()
    await sayWhole(2_001)
    await vi.advanceTimersByTimeAsync(1_000)
    await say('end', { execution: WHOLE, taskRunCount: 2_001 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(drawn).toEqual([
      { count: 500, hasRuns: false },
      { count: 2_001, hasRuns: true },
    ])
    stop()
  })

  it('is drawn at its end if that came later', async () => {
    const { drawn, stop } = followed()
    await sayWhole(1)
    await say('end', { version: 8, execution: WHOLE, taskRunCount: 1 })
    expect(drawn).toHaveLength(2)
    stop()
  })

  it('is drawn with each progress', async () => {
    const { drawn, stop } = followed()
    await sayWhole(1)
    await vi.advanceTimersByTimeAsync(1_000)
    await say('progress', { version: 8, taskRuns: runsFrom(1, 2), taskRunCount: 2 })
    expect(drawn.map(({ count }) => count)).toEqual([1, 2])
    stop()
  })

  it.each([
    ['the first ones', 500, 90_000, undefined, true],
    ['a few more', 1_000, 90_000, 500, false],
    ['ten times as many', 5_000, 90_000, 500, true],
    ['all', 2_001, 2_001, 500, true],
    ['some of those that are seen already', 500, 2_001, 2_001, false],
  ])('%s are worth it or not', (_, came, all, drawn, is) => {
    expect(isWorthDrawing(came, all, drawn)).toBe(is)
  })
})
