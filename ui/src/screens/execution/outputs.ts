/** Whose outputs are shown. */
import type { TaskRun } from '@/resources/execution'

/**
 * The selected task run if it has any, else the first one that has; undefined while that cannot be
 * told, as of a selected one that has not come yet.
 */
export function chosenRun(
  runs: ReadonlyMap<string, TaskRun>,
  selected: string | undefined,
): TaskRun | undefined {
  if (selected !== undefined) {
    const wanted = runs.get(selected)
    if (!wanted || wanted.hasOutputs) return wanted
  }
  let first: TaskRun | undefined
  for (const run of runs.values()) {
    if (run.hasOutputs && (!first || run.seq < first.seq)) first = run
  }
  return first
}
