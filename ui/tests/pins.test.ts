// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { TaskRun } from '@/resources/execution'
import { keyOf, othersThan, outputsOf, readOutputs } from '@/screens/playground/pins'

function run(id: string, taskId: string, rest: Partial<TaskRun> = {}): TaskRun {
  const state = { current: 'SUCCESS' as const, startDate: '2026-11-28T00:00:00Z' }
  return { id, taskId, seq: 0, state, hasOutputs: true, ...rest }
}

describe('pinned outputs', () => {
  it('stay with the task when it runs again under another id', () => {
    const before = run('a', 'load', { value: 'x' })
    const pins = { [keyOf(before)]: { rows: 1 } }
    const runs = [run('b', 'load', { value: 'x' }), run('c', 'load', { value: 'y' })]
    expect(outputsOf(pins, runs)).toEqual({ b: { rows: 1 } })
  })

  it('are an object', () => {
    expect(readOutputs('{"a": [1]}')).toEqual({ outputs: { a: [1] } })
    for (const text of ['[1]', '"x"', 'null', '{']) {
      expect(readOutputs(text).outputs).toBeUndefined()
      expect(readOutputs(text).reason).toBeTruthy()
    }
  })
})

describe('a task that runs alone', () => {
  const loop = run('1', 'loop')
  const inner = run('2', 'inner', { parentTaskRunId: '1' })
  const deep = run('3', 'deep', { parentTaskRunId: '2' })
  const runs = new Map([loop, inner, deep].map((one) => [one.id, one]))
  const ids = ['loop', 'inner', 'deep', 'next']

  it('stops before all others, but not inside itself', () => {
    expect(othersThan(loop, runs, ids)).toEqual(['next'])
    expect(othersThan(deep, runs, ids)).toEqual(['loop', 'inner', 'next'])
  })
})
