/** Outputs that stand for those that a task gave, by task and turn; kept in this browser. */
import { ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { TaskRun } from '@/resources/execution'
import { readStored } from '@/shell/preferences'

export type Outputs = Record<string, unknown>
export type Pins = Record<string, Outputs>

/** What stays the same of a task run when its execution is run again. */
export function keyOf({ taskId, value, iteration }: TaskRun): string {
  return [taskId, value ?? '', iteration ?? ''].join(' ')
}

/** Pinned outputs by the ids that the task runs have in one execution. */
export function outputsOf(pins: Pins, runs: Iterable<TaskRun>): Record<string, Outputs> {
  const found: Record<string, Outputs> = {}
  for (const run of runs) {
    const pinned = pins[keyOf(run)]
    if (pinned) found[run.id] = pinned
  }
  return found
}

/** The tasks to stop before, so that one runs alone: all but it and what is inside it. */
export function othersThan(
  chosen: TaskRun,
  runs: ReadonlyMap<string, TaskRun>,
  taskIds: Iterable<string>,
): string[] {
  const inside = new Set([chosen.taskId])
  for (const run of runs.values()) {
    let above: TaskRun | undefined = run
    while (above && above.id !== chosen.id) above = runs.get(above.parentTaskRunId ?? '')
    if (above) inside.add(run.taskId)
  }
  return [...taskIds].filter((id) => !inside.has(id))
}

/** An object that a text of JSON is, or why it is none. */
export function readOutputs(text: string): { outputs?: Outputs; reason?: string } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { outputs: value as Outputs }
    }
    return { reason: Array.isArray(value) ? 'a list' : typeof value }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

export function usePins(flow: MaybeRefOrGetter<{ namespace: string; id: string }>) {
  const pins = ref<Pins>({})
  const place = () => {
    const { namespace, id } = toValue(flow)
    return `tiercel.pins.${namespace}/${id}`
  }
  watch(
    place,
    (key) => {
      const found = readStored(key)
      pins.value = found && typeof found === 'object' ? (found as Pins) : {}
    },
    { immediate: true },
  )

  function pin(run: TaskRun, outputs: Outputs | undefined): void {
    const others = Object.entries(pins.value).filter(([key]) => key !== keyOf(run))
    pins.value = Object.fromEntries(outputs ? [...others, [keyOf(run), outputs]] : others)
    localStorage.setItem(place(), JSON.stringify(pins.value))
  }

  return { pins, pin }
}
