// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { piecesOf, plainText, prettyJson } from '@/components/logText'
import {
  changed,
  runsOf,
  type Execution,
  type FlowOfExecution,
  type TaskRun,
} from '@/resources/execution'
import { countFrom } from '@/resources/executionLogs'
import { failuresOf } from '@/screens/execution/failures'
import { expectedOf, leftOf } from '@/screens/execution/expected'
import { changedLines, lineOfTask } from '@/screens/execution/lines'
import { offersOf, primaryOf, taskRunStates } from '@/screens/execution/offers'
import { cellsOf, rowsOf, turnCounts } from '@/screens/execution/rows'
import { durationOf, segmentsOf, ticksOf } from '@/screens/execution/scale'
import { treeOf, worst, type TaskNode } from '@/screens/execution/tree'
import { rangeOf } from '@/screens/execution/useTimelineView'

const START = Date.parse('2026-11-28T00:00:00Z')

function at(ms: number): string {
  return new Date(START + ms).toISOString()
}

let seq = 0
function run(id: string, more: Partial<TaskRun> & { current?: string } = {}): TaskRun {
  const { current = 'SUCCESS', ...rest } = more
  return {
    id,
    taskId: id,
    seq: seq++,
    hasOutputs: false,
    state: {
      current: current as TaskRun['state']['current'],
      startDate: at(0),
      runningDate: at(10),
      endDate: at(100),
    },
    ...rest,
  }
}

function executionIn(current: string): Execution {
  const state = { current, histories: [], duration: 'PT1S', startDate: at(0) }
  return { id: 'e', state, inputs: { a: 1 } } as unknown as Execution
}

const FLOW = {
  tasks: [
    { id: 'first', type: 'a.Log' },
    { id: 'loop', type: 'io.kestra.plugin.core.flow.ForEach' },
    { id: 'last', type: 'a.Log' },
  ],
  errors: [{ id: 'rescue', type: 'a.Log' }],
  finally: [],
  afterExecution: [],
} as unknown as FlowOfExecution

function loopOf(count: number, stateOf: (turn: number) => string): TaskRun[] {
  const turns = Array.from({ length: count }, (_, turn) =>
    run(`turn${turn}`, {
      taskId: 'work',
      parentTaskRunId: 'loop',
      iteration: turn,
      value: `v${turn}`,
      current: stateOf(turn),
    }),
  )
  return [run('loop', { current: 'RUNNING' }), ...turns]
}

describe('the tree', () => {
  it('has children below parents, and tasks that did not run before those of error branches', () => {
    const tree = treeOf([run('first'), run('rescue')], FLOW)
    expect(tree.map((node) => [node.kind, node.taskId])).toEqual([
      ['task', 'first'],
      ['absent', 'loop'],
      ['absent', 'last'],
      ['task', 'rescue'],
    ])
  })

  it('folds a loop into turns, in their order, whatever order they came in', () => {
    const runs = loopOf(3, () => 'SUCCESS')
    const [loop] = treeOf([...runs].reverse(), undefined) as TaskNode[]
    expect(loop?.turns?.map((turn) => [turn.index, turn.value])).toEqual([
      [0, 'v0'],
      [1, 'v1'],
      [2, 'v2'],
    ])
  })

  it('takes children of one turn for no loop', () => {
    const parent = run('if', { iteration: 7, value: 'x' })
    const child = run('then', { parentTaskRunId: 'if', iteration: 7, value: 'x' })
    const [node] = treeOf([parent, child], undefined) as TaskNode[]
    expect(node?.turns).toBeUndefined()
    expect(node?.children.map((one) => one.taskId)).toEqual(['then'])
  })

  it('judges a group by the worst', () => {
    expect(worst(['SUCCESS', 'RUNNING', 'FAILED'])).toBe('FAILED')
    expect(worst(['SUCCESS', 'WARNING'])).toBe('WARNING')
  })
})

describe('the rows of the timeline', () => {
  const stateOf = (turn: number) => (turn % 100 === 0 ? 'FAILED' : 'SUCCESS')

  it('are one for a loop of 2,000 turns until it is opened, and few then', () => {
    const tree = treeOf(loopOf(2_000, stateOf), FLOW)
    const shut = rowsOf(tree, { toggled: new Map() })
    expect(shut.filter((row) => row.kind === 'task')).toHaveLength(1)
    const open = rowsOf(tree, { toggled: new Map([['loop', true]]) })
    expect(open.map((row) => row.kind)).toEqual([
      'absent',
      'task',
      'map',
      'folder',
      'task',
      'task',
      'task',
      'more',
      'folder',
      'absent',
    ])
    const loop = tree.find((node) => node.kind === 'task') as TaskNode
    expect(turnCounts(loop.turns ?? [])).toMatchObject({ bad: 20, good: 1980 })
    const cells = cellsOf(loop.turns ?? [])
    expect(cells).toHaveLength(200)
    expect(cells[0]).toEqual({ state: 'bad', from: 0, to: 9 })
    expect(cells[1]?.state).toBe('good')
  })

  it('show what fits, and what it stands in', () => {
    const tree = treeOf(loopOf(50, stateOf), FLOW)
    const rows = rowsOf(tree, {
      toggled: new Map(),
      accepts: (node) => node.run.state.current === 'FAILED',
    })
    expect(rows.map((row) => row.key)).toEqual(['loop', 'turn0'])
  })
})

describe('the axis', () => {
  const scale = { from: START, to: START + 1000 }

  it('shows waiting, attempts and the delays between them', () => {
    const phase = (current: 'FAILED' | 'SUCCESS', from: number, to: number) => ({
      current,
      startDate: at(from),
      runningDate: at(from),
      endDate: at(to),
    })
    const span = { state: 'SUCCESS', start: START, running: START + 100, end: START + 900 }
    const segments = segmentsOf(
      scale,
      span,
      [phase('FAILED', 100, 300), phase('SUCCESS', 500, 900)],
      START + 5000,
    )
    expect(segments.map(({ kind, left, width }) => [kind, left, width])).toEqual([
      ['wait', 0, 10],
      ['earlier', 10, 20],
      ['delay', 30, 20],
      ['work', 50, 40],
    ])
  })

  it('lets what is open last until now', () => {
    const span = { state: 'RUNNING', start: START, running: START }
    expect(segmentsOf(scale, span, undefined, START + 500)).toEqual([
      { kind: 'work', left: 0, width: 50, state: undefined },
    ])
    expect(durationOf(span, START + 500)).toBe(500)
  })

  it('has a handful of round marks, over seconds as over months', () => {
    expect(ticksOf({ from: 0, to: 45_000 }).map((tick) => tick.text)).toEqual([
      '+10 s',
      '+20 s',
      '+30 s',
      '+40 s',
    ])
    expect(ticksOf({ from: 0, to: 90 * 86_400_000 }).length).toBeLessThan(7)
  })
})

describe('what is expected', () => {
  const usual = { first: { p50: 1, p95: 1, count: 9 }, last: { p50: 2, p95: 9, count: 9 } }

  it('follows what runs now, and says nothing of what is over or unknown', () => {
    const open = run('first', { current: 'RUNNING' })
    const tree = treeOf([open, run('gone')], FLOW)
    const expected = expectedOf(tree, usual, START + 500)
    expect(Object.fromEntries(expected)).toEqual({
      first: { from: START + 10, to: START + 1_010 },
      'absent/last': { from: START + 1_010, to: START + 3_010 },
    })
    expect(
      expectedOf(treeOf([run('first')], FLOW), usual, START + 9_000).get('absent/last'),
    ).toEqual({
      from: START + 9_000,
      to: START + 11_000,
    })
  })

  it('tells the time left only where the usual ones are near to each other', () => {
    expect(leftOf(usual.first, START, START + 400)).toBe(600)
    expect(leftOf(usual.first, START, START + 1_400)).toBeUndefined()
    expect(leftOf(usual.last, START, START)).toBeUndefined()
    expect(leftOf(undefined, START, START)).toBeUndefined()
  })
})

describe('offers', () => {
  it.each([
    ['FAILED', 'restart', ['replay', 'changeStatus', 'labels', 'delete']],
    ['PAUSED', 'answer', ['kill', 'delete']],
    ['RUNNING', undefined, ['pause', 'forceRun', 'kill', 'delete']],
    ['QUEUED', undefined, ['unqueue', 'forceRun', 'kill', 'delete']],
    ['BREAKPOINT', 'resumeFromBreakpoint', ['kill', 'delete']],
    ['SUCCESS', 'execute', ['replay', 'changeStatus', 'labels', 'delete']],
  ])('of one that is %s', (state, primary, others) => {
    const offers = offersOf(executionIn(state), true)
    expect(primaryOf(offers)).toBe(primary)
    expect(offers).toEqual(expect.arrayContaining(others))
    if (state === 'RUNNING') expect(offers).not.toContain('restart')
    if (state === 'SUCCESS') expect(offers).not.toContain('kill')
  })

  it('resume at once what was paused by hand', () => {
    expect(primaryOf(offersOf(executionIn('PAUSED'), false))).toBe('resume')
  })

  it('give a task run another state only when nothing runs', () => {
    expect(taskRunStates('FAILED', executionIn('FAILED'))).toEqual(['SUCCESS', 'WARNING'])
    expect(taskRunStates('FAILED', executionIn('RUNNING'))).toEqual([])
    expect(taskRunStates('PAUSED', executionIn('PAUSED'))).toEqual(['RUNNING', 'FAILED'])
  })
})

describe('failures', () => {
  it('are grouped by what they say; parents and the killed are none', () => {
    const runs = [
      run('loop', { current: 'FAILED' }),
      run('a', { taskId: 'load', parentTaskRunId: 'loop', current: 'FAILED' }),
      run('b', { taskId: 'load', parentTaskRunId: 'loop', current: 'FAILED' }),
      run('c', { taskId: 'other', current: 'FAILED' }),
      run('d', { current: 'KILLED' }),
    ]
    const error = (taskRunId: string, message: string) =>
      ({ taskRunId, message }) as Parameters<typeof failuresOf>[1][number]
    const found = failuresOf(runs, [error('a', 'row 1 bad'), error('b', 'row 27 bad')])
    expect(found.map((one) => [one.message, one.runs.map((each) => each.id)])).toEqual([
      ['row 1 bad', ['a', 'b']],
      ['', ['c']],
    ])
  })

  it('say what a program wrote before it ended, of its last attempt only', () => {
    const error = (attemptNumber: number, message: string) =>
      ({ taskRunId: 'a', attemptNumber, message }) as Parameters<typeof failuresOf>[1][number]
    const lines = [...Array(20).keys()].map((n) => error(1, `line ${n}`))
    const errors = [error(0, 'before'), error(1, "KeyError: 'rate'"), error(1, 'exit code 1')]
    const runs = [run('a', { current: 'FAILED' })]
    expect(failuresOf(runs, errors)[0]?.message).toBe("KeyError: 'rate'\nexit code 1")
    expect(failuresOf(runs, lines)[0]?.message.split('\n')[0]).toBe('line 12')
  })
})

describe('news of an execution', () => {
  it('begin anew, change what they name, and keep what they do not tell', () => {
    const first = changed(
      undefined,
      { version: 1, execution: executionIn('RUNNING'), taskRuns: [run('a')], taskRunCount: 1 },
      true,
    )
    const slim = { ...executionIn('FAILED'), inputs: undefined } as Execution
    const next = changed(
      first,
      {
        version: 2,
        execution: slim,
        taskRuns: [run('b', { current: 'FAILED' })],
        removed: ['a'],
        taskRunCount: 1,
      },
      false,
    )
    expect(next?.execution.state.current).toBe('FAILED')
    expect(next?.execution.inputs).toEqual({ a: 1 })
    expect([...(next?.runs.keys() ?? [])]).toEqual(['b'])
    expect([...(first?.runs.keys() ?? [])]).toEqual(['a'])
  })

  it('know nothing before they were told the whole', () => {
    expect(changed(undefined, { version: 1, taskRuns: [], taskRunCount: 0 }, false)).toBeUndefined()
  })

  it('are read from a whole execution too', () => {
    const state = {
      current: 'SUCCESS',
      startDate: at(0),
      endDate: at(9),
      duration: 'PT1S',
      histories: [{ state: 'RUNNING', date: at(3) }],
    }
    const whole = { taskRunList: [{ id: 'a', taskId: 't', state, outputs: { x: 1 } }] }
    expect(runsOf(whole as unknown as Execution)[0]).toMatchObject({
      id: 'a',
      seq: 0,
      hasOutputs: true,
      state: { current: 'SUCCESS', runningDate: at(3) },
    })
  })
})

describe('the text of a log line', () => {
  it('is text, whatever it looks like', () => {
    const hostile = '<script>alert(1)</script> {{ x }} [a](javascript:alert(1))'
    expect(piecesOf(hostile)).toEqual([{ text: hostile }])
  })

  it('has the colours of terminals, and links to the web alone', () => {
    expect(piecesOf('\u001b[31m<b>red\u001b[0m see https://x.test/a?b=1.')).toEqual([
      { text: '<b>red', tone: 'ansi-red-fg' },
      { text: ' see ' },
      { text: 'https://x.test/a?b=1', href: 'https://x.test/a?b=1' },
      { text: '.' },
    ])
    expect(plainText('\u001b[1mbold\u001b[0m')).toBe('bold')
  })

  it('is cut when it is longer than a person reads', () => {
    const pieces = piecesOf('x'.repeat(10_000_000))
    expect(pieces[0]?.text).toHaveLength(2_000)
  })

  it('is laid out if it is JSON', () => {
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}')
    expect(prettyJson('{nope')).toBeUndefined()
  })
})

describe('levels', () => {
  it('count what is at least as severe', () => {
    expect(countFrom({ INFO: 2, ERROR: 1, TRACE: 5 }, 'INFO')).toBe(3)
    expect(countFrom({ INFO: 2, TRACE: 5 }, undefined)).toBe(7)
  })
})

describe('a range of the timeline in the address', () => {
  it('is two numbers in order, or none', () => {
    expect(rangeOf('0-1500')).toEqual({ from: 0, to: 1500 })
    for (const text of [undefined, '', '5-5', '9-1', '-1-3', '1-x', ['1-2', '3-4']]) {
      expect(rangeOf(text)).toBeUndefined()
    }
  })

  it('leaves out what is beside it', () => {
    const scale = { from: START + 200, to: START + 300 }
    const span = { state: 'SUCCESS', start: START, running: START + 10, end: START + 100 }
    expect(segmentsOf(scale, span, undefined, START)).toEqual([])
  })
})

describe('lines of a source', () => {
  const SOURCE = [
    'id: flow',
    'inputs:',
    '  - id: load',
    'tasks:',
    '  - { id: other, type: a.Log }',
    '  - id: "load"',
    '    type: a.Log',
  ].join('\n')

  it('say where a task is, not an input of that name', () => {
    expect(lineOfTask(SOURCE, 'load')).toBe(6)
    expect(lineOfTask(SOURCE, 'other')).toBe(5)
    expect(lineOfTask(SOURCE, 'flow')).toBeUndefined()
    expect(lineOfTask('', 'load')).toBeUndefined()
    const inline = 'inputs: [{id: load, type: STRING}]\ntasks:\n  - {type: a.Log, id: "load"}'
    expect(lineOfTask(inline, 'load')).toBe(3)
  })

  it('that changed are those of one side only', () => {
    const after = SOURCE.replace('a.Log }', 'a.Fail }') + '\n    message: x'
    expect(changedLines(SOURCE, after)).toEqual([
      { sign: '-', number: 5, text: '  - { id: other, type: a.Log }' },
      { sign: '+', number: 5, text: '  - { id: other, type: a.Fail }' },
      { sign: '+', number: 8, text: '    message: x' },
    ])
    expect(changedLines(SOURCE, SOURCE)).toEqual([])
    const many = Array.from({ length: 700 }, (_, place) => `a${place}`).join('\n')
    expect(changedLines(many, many.replaceAll('a', 'b'))).toBeUndefined()
  })
})
