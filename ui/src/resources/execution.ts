/** One execution: followed by its changes, and everything that can be done to it. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import {
  computed,
  nextTick,
  onScopeDispose,
  ref,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
} from 'vue'
import { answer, askFor, client, withFilters } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import { apiUrl } from '@/api/place'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import { Stream } from '@/api/sse'
import { isTerminal } from '@/design/states'
import type { InputReport } from '@/inputs/input'
import { Pace } from '@/shell/pace'
import { askedForStream } from '@/shell/paint'
import type { EndState, Label, StateType } from './executions'
import { evaluate } from './rendered'

export type Execution = components['schemas']['Execution']
export type FlowOfExecution = components['schemas']['FlowForExecution']
export type TaskOfFlow = components['schemas']['Task']
export type TaskDocument = components['schemas']['TaskDocument']
export type Metric = components['schemas']['Metric']
export type ComparedValue = components['schemas']['ComparedValue']
export type FilePreview = components['schemas']['FilePreview']

/** A state with the dates that a bar needs. */
export interface Phase {
  current: StateType
  startDate: string
  runningDate?: string
  endDate?: string
}

/** A task run without its outputs. */
export interface TaskRun {
  id: string
  taskId: string
  parentTaskRunId?: string
  value?: string
  iteration?: number
  /** Its place among all, in the order in which they were created. */
  seq: number
  state: Phase
  attempts?: Phase[]
  hasOutputs: boolean
}

/** News of an execution, as its stream tells them. */
export interface Change {
  version: number
  execution?: Execution
  taskRuns: TaskRun[]
  removed?: string[]
  taskRunCount: number
}

export interface Followed {
  execution: Execution
  runs: Map<string, TaskRun>
  /** Task runs there are, of which not all may have come. */
  count: number
}

/** The execution after some news; a new object, so that what shows it is drawn again. */
export function changed(
  known: Followed | undefined,
  change: Change,
  isWhole: boolean,
): Followed | undefined {
  const execution = change.execution
    ? isWhole || !known
      ? change.execution
      : // Between two whole ones the stream tells only what the list would show.
        {
          ...change.execution,
          inputs: known.execution.inputs,
          outputs: change.execution.outputs ?? known.execution.outputs,
          variables: known.execution.variables,
          trigger: known.execution.trigger,
          metadata: change.execution.metadata ?? known.execution.metadata,
        }
    : known?.execution
  if (!execution) return undefined
  const runs = new Map(known?.runs)
  for (const id of change.removed ?? []) runs.delete(id)
  for (const run of change.taskRuns) runs.set(run.id, run)
  return { execution, runs, count: change.taskRunCount }
}

/** One of which only the id is known. */
export function findExecution(id: string): Promise<Execution> {
  return answer(
    client.GET('/api/v1/executions/{executionId}', { params: { path: { executionId: id } } }),
  )
}

// Task runs to be shown while more of them come, and by how much they must have grown.
const SHOWN_MIN = 5_000
const GROWTH = 10

/**
 * Whether to draw when so many task runs of all came: the first ones, since what stands above them
 * needs no more, and then all; of very many some in between. `drawn` are those of before.
 */
export function isWorthDrawing(came: number, all: number, drawn: number | undefined): boolean {
  return came >= all || drawn === undefined || came >= drawn * GROWTH
}

/** An execution that is followed while it changes: one stream for all tabs of its page. */
export function useExecution(id: MaybeRefOrGetter<string>) {
  const known = shallowRef<Followed>()
  const error = shallowRef<ApiError>()
  const isLive = ref(false)
  let next: Followed | undefined
  // Of the whole that the stream began with.
  let version: number | undefined
  let stream: Stream | undefined
  let came: (() => void) | undefined
  const pace = new Pace(() => {
    known.value = next
    error.value = undefined
    // What asks for more once it knows the execution has done so then.
    if (next && came) void nextTick(came)
  })

  function hear(change: Change, event: string): void {
    const isAnew = event === 'snapshot'
    const isEnd = event === 'end'
    const isNews = change.version !== version || change.taskRuns.length || change.removed?.length
    // The end of what had ended before it was asked for says it all again.
    if (!isEnd || !next || isNews) {
      next = changed(isAnew ? undefined : next, change, isAnew || isEnd)
    }
    if (isAnew) version = change.version
    if (isEnd) {
      stop()
      pace.draw()
    } else if (
      next &&
      (event === 'progress' || isWorthDrawing(next.runs.size, next.count, known.value?.runs.size))
    ) {
      pace.plan()
    }
  }

  async function look(): Promise<boolean> {
    const asked = toValue(id)
    try {
      const execution = await findExecution(asked)
      if (asked !== toValue(id)) return false
      const runs = new Map(runsOf(execution).map((run) => [run.id, run]))
      next = { execution, runs, count: runs.size }
      pace.draw()
      return isTerminal(execution.state.current)
    } catch (thrown) {
      error.value = asApiError(thrown)
      came?.()
      if (error.value.isMissing || error.value.isForbidden) stop()
      throw thrown
    }
  }

  function stop(): void {
    stream?.close()
    stream = undefined
    isLive.value = false
  }

  function start(): void {
    stop()
    came?.()
    came = askedForStream()
    isLive.value = true
    stream = new Stream(`/api/v1/executions/${encodeURIComponent(toValue(id))}/follow?delta=true`, {
      events: ['snapshot', 'taskRuns', 'progress', 'end'],
      onEvent: (data, _, event) => hear(data as Change, event),
      // Why it was refused only a plain call tells.
      onRefused: () => void look().catch(() => undefined),
      poll: look,
    })
  }

  watch(
    () => toValue(id),
    () => {
      pace.stop()
      next = known.value = error.value = undefined
      start()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    pace.stop()
    stop()
    came?.()
  })
  return {
    execution: computed(() => known.value?.execution),
    runs: computed(() => known.value?.runs ?? new Map<string, TaskRun>()),
    /** Whether all task runs came, or so many that a list of them is worth to be shown. */
    hasRuns: computed(() => {
      const { runs, count } = known.value ?? { count: 1 }
      return runs !== undefined && runs.size >= Math.min(count, SHOWN_MIN)
    }),
    error,
    isLive,
    /** Follow it again, such as after it was restarted. */
    restart: start,
  }
}

/** Task runs as a whole execution has them, in the form of the stream. */
export function runsOf(execution: Execution): TaskRun[] {
  return (execution.taskRunList ?? []).map((run, seq) => ({
    id: run.id,
    taskId: run.taskId,
    parentTaskRunId: run.parentTaskRunId,
    value: run.value,
    iteration: run.iteration,
    seq,
    state: phaseOf(run.state),
    attempts: run.attempts?.map((attempt) => phaseOf(attempt.state)),
    hasOutputs: Object.keys(run.outputs ?? {}).length > 0,
  }))
}

function phaseOf(state: components['schemas']['State']): Phase {
  return {
    current: state.current,
    startDate: state.startDate,
    runningDate: state.histories.find((one) => one.state === 'RUNNING')?.date,
    endDate: state.endDate,
  }
}

/** What differs from the last success of the flow. */
export function useComparison(
  id: MaybeRefOrGetter<string>,
  isEnabled: MaybeRefOrGetter<boolean> = true,
) {
  return useQuery({
    queryKey: ['execution', computed(() => toValue(id)), 'changes'],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/executions/{executionId}/changes', {
          params: { path: { executionId: toValue(id) } },
          signal,
        }),
      ),
    enabled: () => toValue(isEnabled),
  })
}

/** The flow in the revision of the execution: it does not change. */
export function useFlowOfExecution(
  id: MaybeRefOrGetter<string>,
  isEnabled: MaybeRefOrGetter<boolean> = true,
) {
  return useQuery({
    queryKey: ['execution', computed(() => toValue(id)), 'flow'],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/executions/{executionId}/flow', {
          params: { path: { executionId: toValue(id) } },
          signal,
        }),
      ),
    enabled: () => toValue(isEnabled),
    staleTime: Infinity,
  })
}

/** Revisions of the flow, newest last; for dialogs. */
export function useRevisions(
  flow: MaybeRefOrGetter<{ namespace: string; flowId: string }>,
  isEnabled: MaybeRefOrGetter<boolean>,
) {
  return useQuery({
    queryKey: ['flow', computed(() => toValue(flow)), 'revisions'],
    queryFn: async ({ signal }) => {
      const { namespace, flowId: id } = toValue(flow)
      const found = await answer(
        client.GET('/api/v1/flows/{namespace}/{id}/revisions', {
          params: { path: { namespace, id } },
          signal,
        }),
      )
      return found.map((one) => Number(one.revision)).sort((one, other) => one - other)
    },
    enabled: () => toValue(isEnabled),
  })
}

export function useMetrics(
  id: MaybeRefOrGetter<string>,
  ask: MaybeRefOrGetter<{ page: number; size: number; taskRunId?: string }>,
) {
  return useQuery({
    queryKey: ['execution', computed(() => toValue(id)), 'metrics', computed(() => toValue(ask))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/metrics/{executionId}', {
          params: { path: { executionId: toValue(id) }, query: toValue(ask) },
          signal,
        }),
      ),
  })
}

/** The outputs of one task run. */
export function useOutputs(
  id: MaybeRefOrGetter<string>,
  taskRunId: MaybeRefOrGetter<string | undefined>,
) {
  return useQuery({
    queryKey: [
      'execution',
      computed(() => toValue(id)),
      'outputs',
      computed(() => toValue(taskRunId)),
    ],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/outputs/{executionId}/{taskRunId}', {
          params: { path: { executionId: toValue(id), taskRunId: toValue(taskRunId) ?? '' } },
          signal,
        }),
      ),
    enabled: () => Boolean(toValue(taskRunId)),
  })
}

/** See `evaluate`. */
export function useEvaluate(id: MaybeRefOrGetter<string>) {
  return useMutation({
    mutationFn: (ask: { template: string; taskRunId?: string }) =>
      evaluate(toValue(id), ask.template, ask.taskRunId),
  })
}

/** What the paused task asks for, and what the server says of what is entered. */
export async function checkResume(
  id: string,
  body: FormData,
  signal: AbortSignal,
): Promise<InputReport[]> {
  const path = `/api/v1/executions/${encodeURIComponent(id)}/resume/validate`
  const response = await askFor(path, { method: 'POST', body, signal })
  const { inputs } = (await response.json()) as { inputs: InputReport[] }
  return inputs
}

/** What single actions ask for. */
export type Act =
  | { name: 'restart'; revision?: number }
  | { name: 'replay'; revision?: number; taskRunId?: string; inputs?: FormData }
  | { name: 'changeStatus'; status: EndState }
  | { name: 'changeTaskRun'; taskRunId: string; state: StateType }
  | { name: 'pause' }
  | { name: 'resume'; inputs: FormData }
  | { name: 'resumeFromBreakpoint' }
  | { name: 'kill'; hasChildren: boolean }
  | { name: 'unqueue'; state: StateType }
  | { name: 'forceRun' }
  | { name: 'labels'; labels: Label[] }
  | { name: 'delete'; deleteLogs: boolean; deleteMetrics: boolean; deleteStorage: boolean }

/** Do something to the execution. The answer is it, or the new one that was started. */
export function useAct(id: MaybeRefOrGetter<string>) {
  return useMutation({
    mutationFn: (act: Act) => perform(toValue(id), act),
    onSuccess: (_, { name }) => {
      void queryClient.invalidateQueries({ queryKey: ['executions'] })
      // What is deleted is not asked for any more.
      if (name === 'delete') return
      void queryClient.invalidateQueries({ queryKey: ['execution', toValue(id)] })
    },
  })
}

async function perform(executionId: string, act: Act): Promise<Execution | undefined> {
  const path = { executionId }
  const at = `/api/v1/executions/${encodeURIComponent(executionId)}`
  switch (act.name) {
    case 'restart':
      return answer(
        client.POST('/api/v1/executions/{executionId}/restart', {
          params: { path, query: { revision: act.revision } },
        }),
      )
    case 'replay': {
      const { revision, taskRunId, inputs } = act
      if (!inputs) {
        return answer(
          client.POST('/api/v1/executions/{executionId}/replay', {
            params: { path, query: { revision, taskRunId } },
          }),
        )
      }
      const query = new URLSearchParams()
      if (revision !== undefined) query.set('revision', String(revision))
      if (taskRunId) query.set('taskRunId', taskRunId)
      const response = await askFor(`${at}/replay-with-inputs?${query}`, {
        method: 'POST',
        body: inputs,
      })
      return (await response.json()) as Execution
    }
    case 'changeStatus':
      return answer(
        client.POST('/api/v1/executions/{executionId}/change-status', {
          params: { path, query: { status: act.status } },
        }),
      )
    case 'changeTaskRun':
      return answer(
        client.POST('/api/v1/executions/{executionId}/state', {
          params: { path },
          body: { taskRunId: act.taskRunId, state: act.state },
        }),
      )
    case 'pause':
      await answer(client.POST('/api/v1/executions/{executionId}/pause', { params: { path } }))
      return undefined
    case 'resume':
      await askFor(`${at}/resume`, { method: 'POST', body: act.inputs })
      return undefined
    case 'resumeFromBreakpoint':
      await answer(
        client.POST('/api/v1/executions/{executionId}/resume-from-breakpoint', {
          params: { path },
        }),
      )
      return undefined
    case 'kill':
      await answer(
        client.DELETE('/api/v1/executions/{executionId}/kill', {
          params: { path, query: { isOnKillCascade: act.hasChildren } },
        }),
      )
      return undefined
    case 'unqueue':
      return answer(
        client.POST('/api/v1/executions/{executionId}/unqueue', {
          params: { path, query: { state: act.state } },
        }),
      )
    case 'forceRun':
      return answer(client.POST('/api/v1/executions/{executionId}/force-run', { params: { path } }))
    case 'labels':
      return answer(
        client.POST('/api/v1/executions/{executionId}/actions/labels', {
          params: { path },
          body: act.labels,
        }),
      )
    case 'delete': {
      const { deleteLogs, deleteMetrics, deleteStorage } = act
      await answer(
        client.DELETE('/api/v1/executions/{executionId}', {
          params: { path, query: { deleteLogs, deleteMetrics, deleteStorage } },
        }),
      )
      return undefined
    }
  }
}

/** A task as the flow's revision has it. */
export function useTaskSource(
  ask: MaybeRefOrGetter<{ namespace: string; flowId: string; revision: number; taskId: string }>,
  isEnabled: MaybeRefOrGetter<boolean>,
) {
  return useQuery({
    queryKey: ['flow', 'task', computed(() => toValue(ask))],
    queryFn: ({ signal }) => {
      const { namespace, flowId: id, revision, taskId } = toValue(ask)
      return answer(
        client.GET('/api/v1/flows/{namespace}/{id}/tasks/{taskId}', {
          params: { path: { namespace, id, taskId }, query: { revision } },
          signal,
        }),
      )
    },
    enabled: () => toValue(isEnabled),
    staleTime: Infinity,
  })
}

/** An execution of a chain, as the stream of the chain tells it. */
export interface RelatedState {
  executionId: string
  namespace: string
  flowId: string
  state: Pick<components['schemas']['State'], 'current' | 'startDate'>
}

/** The executions that belong together, by id, as their states change; oldest first. */
export function useRelated(id: MaybeRefOrGetter<string>) {
  const found = shallowRef<ReadonlyMap<string, RelatedState>>(new Map())
  let stream: Stream | undefined
  watch(
    () => toValue(id),
    (now) => {
      stream?.close()
      found.value = new Map()
      stream = new Stream(`/api/v1/executions/${encodeURIComponent(now)}/follow-dependencies`, {
        onEvent: (data, name) => {
          if (name === 'end-all') stream?.close()
          const news = data as RelatedState | undefined
          if (!news?.executionId) return
          found.value = new Map(found.value).set(news.executionId, news)
        },
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => stream?.close())
  return found
}

/** The execution of the same flow just before or after this one. */
export async function findNeighbour(execution: Execution, isNext: boolean) {
  const { namespace, flowId, id, state } = execution
  const op = isNext ? 'GREATER_THAN_OR_EQUAL_TO' : 'LESS_THAN_OR_EQUAL_TO'
  const filters = {
    'filters[namespace][EQUALS]': namespace,
    'filters[flowId][EQUALS]': flowId,
    [`filters[startDate][${op}]`]: state.startDate,
  }
  const { results } = await answer(
    client.GET('/api/v1/executions/search', {
      params: {
        query: { size: 2, view: 'slim', sort: [`state.startDate:${isNext ? 'asc' : 'desc'}`] },
      },
      ...withFilters(filters),
    }),
  )
  return results.find((one) => one.id !== id)
}

/** Where the API answers with the execution as it is. */
export function executionApiUrl(id: string): string {
  return apiUrl(`/api/v1/executions/${encodeURIComponent(id)}`)
}
