/** What the source of a flow says to its readers: tasks with those inside them. */
import type { Flow } from '@/resources/flows'

/** A task or a trigger as its author wrote it. */
export interface DocumentedPart {
  id: string
  type: string
  description?: string
  /** 0 for those of the flow itself. */
  depth: number
}

export const TASK_PLACES = ['tasks', 'errors', 'finally', 'afterExecution'] as const
/** Members that hold what has an id and a type as well, and is no task. */
const OTHERS = new Set(['inputs', 'outputs', 'onResume', 'conditions', 'triggers'])

/** The tasks of each place of a flow, those inside a task behind it; places without any left out. */
export function tasksByPlace(flow: Flow) {
  return TASK_PLACES.map((place) => ({ place, tasks: partsIn(flow[place], 0) })).filter(
    ({ tasks }) => tasks.length > 0,
  )
}

/** The triggers of a flow. */
export function triggerParts(flow: Flow): DocumentedPart[] {
  return partsIn(flow.triggers, 0)
}

function partsIn(value: unknown, depth: number): DocumentedPart[] {
  if (Array.isArray(value)) return value.flatMap((one) => partsIn(one, depth))
  if (typeof value !== 'object' || value === null) return []
  const { id, type, description, ...members } = value as Record<string, unknown>
  const isPart = typeof id === 'string' && typeof type === 'string' && type.includes('.')
  const inside = Object.entries(members)
    .filter(([name]) => !OTHERS.has(name))
    .flatMap(([, member]) => partsIn(member, isPart ? depth + 1 : depth))
  if (!isPart) return inside
  const about = typeof description === 'string' ? description : undefined
  return [{ id, type, depth, ...(about ? { description: about } : {}) }, ...inside]
}
