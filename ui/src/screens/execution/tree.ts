/** Task runs as a tree: children below parents, the turns of a loop below their loop. */
import { isTerminal } from '@/design/states'
import type { FlowOfExecution, TaskOfFlow, TaskRun } from '@/resources/execution'

export interface Span {
  state: string
  start?: number
  running?: number
  end?: number
}

export interface TaskNode {
  kind: 'task'
  key: string
  taskId: string
  type?: string
  run: TaskRun
  span: Span
  /** Turns, if it is a loop; else children. */
  turns?: Turn[]
  children: TaskNode[]
}

/** One turn of a loop: the task runs with one value. */
export interface Turn {
  kind: 'turn'
  key: string
  /** From 0. */
  index: number
  value?: string
  span: Span
  children: TaskNode[]
}

/** A task of the flow that no run came of. */
export interface AbsentNode {
  kind: 'absent'
  key: string
  taskId: string
  type?: string
}

export type TreeNode = TaskNode | AbsentNode

const LOOPS = /\.(ForEach|ForEachItem|EachSequential|EachParallel|LoopUntil|WaitFor|Loop)$/

/** The worst first: what a group of runs is judged by. */
const SEVERITY = [
  'FAILED',
  'KILLING',
  'KILLED',
  'CANCELLED',
  'BREAKPOINT',
  'PAUSED',
  'RETRYING',
  'RUNNING',
  'RESTARTED',
  'RESUBMITTED',
  'QUEUED',
  'SUBMITTED',
  'CREATED',
  'WARNING',
  'SUCCESS',
  'RETRIED',
  'SKIPPED',
]

const PLACES = new Map(SEVERITY.map((state, place) => [state, place]))

export function worst(states: Iterable<string>): string {
  let found = SEVERITY.length
  for (const state of states) found = Math.min(found, PLACES.get(state) ?? found)
  return SEVERITY[found] ?? 'CREATED'
}

/** Types of all tasks of a flow, by id. */
export function typesOf(flow: FlowOfExecution | undefined): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (tasks: readonly TaskOfFlow[] = []) => {
    for (const task of tasks) {
      found.set(task.id, task.type)
      visit(task.tasks)
    }
  }
  if (flow) {
    for (const part of [flow.tasks, flow.errors, flow.finally, flow.afterExecution]) visit(part)
  }
  return found
}

/** The tree, in the order in which tasks began; of the flow's own tasks also those without a run. */
export function treeOf(runs: Iterable<TaskRun>, flow: FlowOfExecution | undefined): TreeNode[] {
  const types = typesOf(flow)
  const byParent = new Map<string, TaskRun[]>()
  const ids = new Set<string>()
  const all = [...runs].sort((one, other) => one.seq - other.seq)
  for (const run of all) ids.add(run.id)
  for (const run of all) {
    const { parentTaskRunId: parent } = run
    const key = parent !== undefined && ids.has(parent) ? parent : ''
    const siblings = byParent.get(key)
    if (siblings) siblings.push(run)
    else byParent.set(key, [run])
  }

  function node(run: TaskRun): TaskNode {
    const type = types.get(run.taskId)
    const below = byParent.get(run.id) ?? []
    const made: TaskNode = {
      kind: 'task',
      key: run.id,
      taskId: run.taskId,
      type,
      run,
      span: spanOf(run),
      children: [],
    }
    if (isLoop(type, below)) made.turns = turnsOf(run, below)
    else made.children = below.map(node)
    return made
  }

  function turnsOf(loop: TaskRun, below: readonly TaskRun[]): Turn[] {
    const groups = new Map<string, TaskRun[]>()
    for (const run of below) {
      const key = String(run.iteration ?? run.value ?? '')
      const group = groups.get(key)
      if (group) group.push(run)
      else groups.set(key, [run])
    }
    return [...groups.values()]
      .map((group, place): Turn => {
        const children = group.map(node)
        const first = group[0] as TaskRun
        return {
          kind: 'turn',
          key: `${loop.id}/${first.iteration ?? place}`,
          index: first.iteration ?? place,
          value: first.value,
          span: joined(children.map((child) => child.span)),
          children,
        }
      })
      .sort((one, other) => one.index - other.index)
  }

  const top: TreeNode[] = (byParent.get('') ?? []).map(node)
  return withAbsent(top, flow?.tasks ?? [])
}

/** Tasks without a run stand where they would have run: before the next one of the flow that did. */
function withAbsent(top: readonly TreeNode[], tasks: readonly TaskOfFlow[]): TreeNode[] {
  const places = new Map(tasks.map((task, place) => [task.id, place]))
  const seen = new Set(top.map((one) => one.taskId))
  const made = [...top]
  tasks.forEach(({ id, type }, place) => {
    if (seen.has(id)) return
    // Tasks of error branches and the like come last.
    const next = made.findIndex((one) => (places.get(one.taskId) ?? tasks.length) > place)
    const node: AbsentNode = { kind: 'absent', key: `absent/${id}`, taskId: id, type }
    made.splice(next < 0 ? made.length : next, 0, node)
  })
  return made
}

function isLoop(type: string | undefined, below: readonly TaskRun[]): boolean {
  if (!below.length) return false
  if (type !== undefined && LOOPS.test(type)) return true
  // Without the flow: turns differ, while children of one turn all have its value.
  const first = below[0] as TaskRun
  return below.some((run) => run.iteration !== first.iteration || run.value !== first.value)
}

export function spanOf(run: TaskRun): Span {
  const { current, startDate, runningDate, endDate } = run.state
  return {
    state: current,
    start: time(startDate),
    running: time(runningDate),
    end: isTerminal(current) ? time(endDate) : undefined,
  }
}

/** From the first start to the last end; open while any is. */
export function joined(spans: readonly Span[]): Span {
  const found: Span = { state: worst(spans.map((one) => one.state)) }
  let isOpen = false
  for (const { start, running, end } of spans) {
    found.start = earlier(found.start, start)
    found.running = earlier(found.running, running)
    if (end === undefined) isOpen = true
    else found.end = Math.max(found.end ?? end, end)
  }
  return isOpen ? { ...found, end: undefined } : found
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}

function time(date: string | undefined): number | undefined {
  return date === undefined ? undefined : Date.parse(date)
}
