/** Where new keys go among those of a flow or a task. */
import type { Rank } from './values'

const FLOW_KEYS = [
  ...['id', 'namespace', 'description', 'labels', 'disabled', 'inputs', 'variables'],
  ...['', 'tasks', 'errors', 'finally', 'afterExecution', 'outputs', 'triggers'],
]
const OTHERS = FLOW_KEYS.indexOf('')

/** The order in which flows are written; what it does not name stands before the tasks. */
export const flowRank: Rank = (key) => {
  const place = FLOW_KEYS.indexOf(key)
  return place < 0 ? OTHERS : place
}

/** Id and type, then properties, then what holds tasks. */
export function taskRank(branches: ReadonlySet<string>): Rank {
  return (key) => (key === 'id' ? 0 : key === 'type' ? 1 : branches.has(key) ? 3 : 2)
}
