/** Failed task runs by what they say, most frequent first. */
import type { TaskRun } from '@/resources/execution'
import type { LogEntry } from '@/resources/executionLogs'

export interface Failure {
  /** The whole last error of the first of them; empty if the log has none. */
  message: string
  runs: TaskRun[]
}

/** Runs that failed by themselves: a parent fails because a child did. */
export function failuresOf(runs: Iterable<TaskRun>, errors: readonly LogEntry[]): Failure[] {
  const all = [...runs]
  const is = (state: string) => all.filter((run) => run.state.current === state)
  // Others are killed because one failed; alone they are the reason.
  const failed = is('FAILED').length ? is('FAILED') : is('KILLED')
  const parents = new Set(failed.map((run) => run.parentTaskRunId))
  const last = new Map<string, string>()
  for (const entry of errors) if (entry.taskRunId) last.set(entry.taskRunId, entry.message)
  const groups = new Map<string, Failure>()
  for (const run of failed.sort((one, other) => one.seq - other.seq)) {
    if (parents.has(run.id)) continue
    const message = last.get(run.id) ?? ''
    const key = `${run.taskId}\n${signature(message)}`
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
