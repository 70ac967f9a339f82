/** Failed task runs by what they say, most frequent first. */
import type { TaskRun } from '@/resources/execution'
import type { LogEntry } from '@/resources/executionLogs'

export interface Failure {
  /** The last errors of the last attempt of the first of them; empty if the log has none. */
  message: string
  runs: TaskRun[]
}

// A program writes why, line by line, and only then is said that it ended badly.
const ERRORS_MAX = 8

/** Runs that failed by themselves: a parent fails because a child did. */
export function failuresOf(runs: Iterable<TaskRun>, errors: readonly LogEntry[]): Failure[] {
  const all = [...runs]
  const is = (state: string) => all.filter((run) => run.state.current === state)
  // Others are killed because one failed; alone they are the reason.
  const failed = is('FAILED').length ? is('FAILED') : is('KILLED')
  const parents = new Set(failed.map((run) => run.parentTaskRunId))
  const told = new Map<string, LogEntry[]>()
  for (const entry of errors) {
    if (!entry.taskRunId) continue
    const said = told.get(entry.taskRunId)
    if (said) said.push(entry)
    else told.set(entry.taskRunId, [entry])
  }
  const groups = new Map<string, Failure>()
  for (const run of failed.sort((one, other) => one.seq - other.seq)) {
    if (parents.has(run.id)) continue
    const said = told.get(run.id) ?? []
    const last = said.at(-1)
    const message = said
      .filter(({ attemptNumber }) => attemptNumber === last?.attemptNumber)
      .slice(-ERRORS_MAX)
      .map((entry) => entry.message)
      .join('\n')
    const key = `${run.taskId}\n${signature(last?.message ?? '')}`
    const group = groups.get(key)
    if (group) group.runs.push(run)
    else groups.set(key, { message, runs: [run] })
  }
  const weight = (one: Failure) => (one.message ? 1e6 : 0) + one.runs.length
  return [...groups.values()].sort((one, other) => weight(other) - weight(one))
}

/** The first line without what differs from one to the next. */
function signature(message: string): string {
  return (message.split('\n')[0] ?? '').replaceAll(/\d+/g, '#').replaceAll(/[0-9a-f-]{20,}/gi, '#')
}
