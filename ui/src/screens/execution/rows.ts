/** The rows of the timeline that are to be seen: what is folded makes none. */
import type { AbsentNode, TaskNode, TreeNode, Turn } from './tree'

interface At {
  key: string
  depth: number
}

export type Row =
  | (At & { kind: 'task'; node: TaskNode; turn?: Turn; canOpen: boolean; isOpen: boolean })
  | (At & { kind: 'turn'; turn: Turn; isOpen: boolean })
  | (At & { kind: 'absent'; node: AbsentNode })
  | (At & { kind: 'map'; node: TaskNode })
  | (At & { kind: 'folder'; group: Group; turns: Turn[]; isOpen: boolean })
  | (At & { kind: 'more'; count: number; group: Group })

export type Group = 'bad' | 'active' | 'waiting' | 'warning' | 'good'

export interface View {
  /** What the reader opened or closed, against what is usual. */
  toggled: ReadonlyMap<string, boolean>
  /** Only what this accepts, and what it stands in. */
  accepts?: (node: TaskNode, turn?: Turn) => boolean
}

export const FOLDED_FROM = 20
const FIRST_TURNS = 3

const GROUPS: Record<Group, readonly string[]> = {
  bad: ['FAILED', 'KILLED', 'KILLING', 'CANCELLED'],
  active: ['RUNNING', 'RETRYING', 'RESTARTED', 'RESUBMITTED', 'PAUSED', 'BREAKPOINT'],
  waiting: ['CREATED', 'QUEUED', 'SUBMITTED'],
  warning: ['WARNING'],
  good: ['SUCCESS', 'SKIPPED', 'RETRIED'],
}

/** The state that stands for each group. */
export const GROUP_STATES = {
  bad: 'FAILED',
  active: 'RUNNING',
  waiting: 'QUEUED',
  warning: 'WARNING',
  good: 'SUCCESS',
} as const satisfies Record<Group, string>

// Asked for each of thousands of task runs, several times.
const GROUP_OF = new Map(
  (Object.keys(GROUPS) as Group[]).flatMap((group) =>
    GROUPS[group].map((state) => [state, group] as const),
  ),
)

export function groupOf(state: string): Group {
  return GROUP_OF.get(state) ?? 'waiting'
}

/** How many turns of a loop are in each group. */
export function turnCounts(turns: readonly Turn[]): Record<Group, number> {
  const counts = { bad: 0, active: 0, waiting: 0, warning: 0, good: 0 }
  for (const turn of turns) counts[groupOf(turn.span.state)] += 1
  return counts
}

export function rowsOf(tree: readonly TreeNode[], view: View): Row[] {
  const rows: Row[] = []
  const { accepts, toggled } = view
  const isOpen = (key: string, usual: boolean) =>
    accepts !== undefined || (toggled.get(key) ?? usual)

  function task(node: TaskNode, depth: number, turn?: Turn): void {
    const canOpen = node.children.length > 0 || node.turns !== undefined
    const count = node.turns?.length ?? 0
    const open = canOpen && isOpen(node.key, count <= FOLDED_FROM)
    rows.push({ kind: 'task', key: node.key, depth, node, turn, canOpen, isOpen: open })
    if (!open) return
    for (const child of node.children) if (isKept(child)) task(child, depth + 1)
    if (node.turns) turns(node, node.turns, depth + 1)
  }

  function turns(loop: TaskNode, all: readonly Turn[], depth: number): void {
    if (accepts) {
      for (const turn of all) if (isTurnKept(turn)) turnRow(turn, depth)
    } else if (all.length <= FOLDED_FROM) {
      for (const turn of all) turnRow(turn, depth)
    } else {
      rows.push({ kind: 'map', key: `${loop.key}/map`, depth, node: loop })
      const inside: Record<Group, Turn[]> = {
        bad: [],
        active: [],
        waiting: [],
        warning: [],
        good: [],
      }
      for (const turn of all) inside[groupOf(turn.span.state)].push(turn)
      for (const group of Object.keys(GROUPS) as Group[]) folder(loop, inside[group], group, depth)
    }
  }

  function folder(loop: TaskNode, inside: Turn[], group: Group, depth: number): void {
    if (!inside.length) return
    const key = `${loop.key}/${group}`
    const open = isOpen(key, group === 'bad' || group === 'active')
    rows.push({ kind: 'folder', key, depth, group, turns: inside, isOpen: open })
    if (!open) return
    const isWhole = toggled.get(`${key}/more`) || inside.length <= FIRST_TURNS + 1
    for (const turn of isWhole ? inside : inside.slice(0, FIRST_TURNS)) turnRow(turn, depth + 1)
    if (isWhole) return
    const count = inside.length - FIRST_TURNS
    rows.push({ kind: 'more', key: `${key}/more`, depth: depth + 1, count, group })
  }

  function turnRow(turn: Turn, depth: number): void {
    const [only, ...others] = turn.children
    // A turn of one task is that task.
    if (only && !others.length) return task(only, depth, turn)
    const open = isOpen(turn.key, groupOf(turn.span.state) === 'bad')
    rows.push({ kind: 'turn', key: turn.key, depth, turn, isOpen: open })
    if (!open) return
    for (const child of turn.children) if (isKept(child, turn)) task(child, depth + 1)
  }

  function isTurnKept(turn: Turn): boolean {
    return turn.children.some((child) => isKept(child, turn))
  }

  function isKept(node: TaskNode, turn?: Turn): boolean {
    if (!accepts || accepts(node, turn)) return true
    return node.children.some((child) => isKept(child)) || (node.turns ?? []).some(isTurnKept)
  }

  for (const node of tree) {
    if (node.kind === 'task') {
      if (isKept(node)) task(node, 0)
    } else if (!accepts) {
      rows.push({ kind: 'absent', key: node.key, depth: 0, node })
    }
  }
  return rows
}

const CELLS_MAX = 200

export interface Cell {
  state: Group
  from: number
  to: number
}

/** A loop at a glance: at most 200 cells, each of some turns in order, coloured by the worst. */
export function cellsOf(turns: readonly Turn[]): Cell[] {
  const each = Math.max(1, Math.ceil(turns.length / CELLS_MAX))
  const order = Object.keys(GROUPS) as Group[]
  const cells: Cell[] = []
  for (let start = 0; start < turns.length; start += each) {
    const some = turns.slice(start, start + each)
    const groups = new Set(some.map((turn) => groupOf(turn.span.state)))
    cells.push({
      state: order.find((group) => groups.has(group)) ?? 'waiting',
      from: some[0]?.index ?? start,
      to: some.at(-1)?.index ?? start,
    })
  }
  return cells
}
