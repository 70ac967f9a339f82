/** When tasks that are not over are expected to be, by how long they usually take. */
import type { Spread } from '@/resources/durations'
import type { TreeNode } from './tree'

/** Milliseconds since the epoch. */
export interface Expected {
  from: number
  to: number
}

const SECOND = 1_000
/** An estimate is told only if 95 of 100 executions took no more than this many times the median. */
const STEADY = 1.25

/**
 * By the key of a node: of a task that runs, its usual time from its start; tasks that come later
 * follow one another. A task without usual times has none, and lets the next begin at once.
 */
export function expectedOf(
  tree: readonly TreeNode[],
  usual: Readonly<Record<string, Spread>>,
  now: number,
): ReadonlyMap<string, Expected> {
  const found = new Map<string, Expected>()
  let free = now
  for (const node of tree) {
    const took = usual[node.taskId]
    if (!took || (node.kind === 'task' && node.span.end !== undefined)) continue
    const began = node.kind === 'task' ? (node.span.running ?? node.span.start) : undefined
    const from = began ?? free
    const to = from + took.p50 * SECOND
    found.set(node.key, { from, to })
    free = Math.max(free, to)
  }
  return found
}

/** Milliseconds until the end; undefined if there is no telling, or it should have ended. */
export function leftOf(usual: Spread | undefined, from: number, now: number): number | undefined {
  if (!usual || usual.p95 > usual.p50 * STEADY) return undefined
  const left = from + usual.p50 * SECOND - now
  return left > 0 ? left : undefined
}
