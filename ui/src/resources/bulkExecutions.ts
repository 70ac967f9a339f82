/** What can be done to many executions at once. */
import { useMutation } from '@tanstack/vue-query'
import { ref } from 'vue'
import { answer, client, withFilters, type FilterQuery } from '@/api/client'
import { asApiError, type ErrorPart } from '@/api/error'
import type { RowChoice } from '@/api/pages'
import { queryClient } from '@/api/queries'
import type { EndState, Label } from './executions'

export type BulkAction =
  | 'restart'
  | 'replay'
  | 'resume'
  | 'pause'
  | 'kill'
  | 'unqueue'
  | 'forceRun'
  | 'changeStatus'
  | 'labels'
  | 'delete'

/** What a bulk action is about: some executions, or all that a list's filters find. */
export type BulkTarget = RowChoice<string>

export interface BulkOptions {
  latestRevision?: boolean
  status?: EndState
  labels?: Label[]
  includeNonTerminated?: boolean
  deleteLogs?: boolean
  deleteMetrics?: boolean
  deleteStorage?: boolean
}

export interface BulkAsk {
  action: BulkAction
  target: BulkTarget
  options: BulkOptions
  /** How many it is about. */
  count: number
}

export interface BulkResult {
  /** How many were changed. */
  count: number
  /** Those that refused while others were changed. */
  refused: ErrorPart[]
}

/** From so many on it is done in parts, of which one can see how many are done. */
export const PARTS_FROM = 1_000
const PART = 500
const IDS_PAGE = 1_000

/**
 * Do something to many executions: all of them or, if one refuses, none. Very many are done in
 * parts, each without those that refuse; `stop` ends after the part under way.
 */
export function useBulkAction() {
  const done = ref(0)
  const isStopped = ref(false)
  const mutation = useMutation({
    mutationFn: async (ask: BulkAsk): Promise<BulkResult> => {
      done.value = 0
      isStopped.value = false
      if (ask.count > PARTS_FROM) {
        return changeInParts(ask, (count) => {
          done.value = count
          return !isStopped.value
        })
      }
      const { count } = await ('ids' in ask.target
        ? byIds(ask.action, ask.target.ids, ask.options)
        : byQuery(ask.action, ask.target.filters, ask.options))
      return { count, refused: [] }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['executions'] }),
  })
  return { ...mutation, done, isStopped, stop: () => (isStopped.value = true) }
}

/** Part after part; `goesOn` is told how many are done, and says whether there is to be another. */
export async function changeInParts(
  ask: BulkAsk,
  goesOn: (done: number) => boolean,
): Promise<BulkResult> {
  const ids = 'ids' in ask.target ? ask.target.ids : await idsOf(ask.target.filters, ask.count)
  const result: BulkResult = { count: 0, refused: [] }
  for (let start = 0; start < ids.length; start += PART) {
    const part = await onePart(ask, ids.slice(start, start + PART))
    result.count += part.count
    result.refused.push(...part.refused)
    if (!goesOn(Math.min(ids.length, start + PART))) break
  }
  return result
}

/** A part without those that refuse. */
async function onePart(ask: BulkAsk, ids: string[]): Promise<BulkResult> {
  try {
    const { count } = await byIds(ask.action, ids, ask.options)
    return { count, refused: [] }
  } catch (thrown) {
    const refused = asApiError(thrown).parts.filter((part) => part.value !== undefined)
    const names = new Set(refused.map((part) => part.value))
    const others = ids.filter((id) => !names.has(id))
    if (!refused.length) throw thrown
    if (!others.length) return { count: 0, refused }
    const { count } = await byIds(ask.action, others, ask.options)
    return { count, refused }
  }
}

/** The oldest first, so that those that come meanwhile move none of them to another page. */
async function idsOf(filters: FilterQuery, most: number): Promise<string[]> {
  const ids = new Set<string>()
  for (let page = 1; ids.size < most; page += 1) {
    const { results } = await answer(
      client.GET('/api/v1/executions/search', {
        params: {
          query: { page, size: IDS_PAGE, view: 'slim', sort: ['state.startDate:asc'] },
        },
        ...withFilters(filters),
      }),
    )
    for (const { id } of results) ids.add(id)
    if (results.length < IDS_PAGE) break
  }
  return [...ids].slice(0, most)
}

function byIds(action: BulkAction, ids: string[], options: BulkOptions) {
  const { latestRevision, status: newStatus = 'SUCCESS', labels = [], ...removal } = options
  const calls = {
    restart: () => client.POST('/api/v1/executions/restart/by-ids', { body: ids }),
    replay: () =>
      client.POST('/api/v1/executions/replay/by-ids', {
        body: ids,
        params: { query: { latestRevision } },
      }),
    resume: () => client.POST('/api/v1/executions/resume/by-ids', { body: ids }),
    pause: () => client.POST('/api/v1/executions/pause/by-ids', { body: ids }),
    kill: () => client.DELETE('/api/v1/executions/kill/by-ids', { body: ids }),
    unqueue: () => client.POST('/api/v1/executions/unqueue/by-ids', { body: ids }),
    forceRun: () => client.POST('/api/v1/executions/force-run/by-ids', { body: ids }),
    changeStatus: () =>
      client.POST('/api/v1/executions/change-status/by-ids', {
        body: ids,
        params: { query: { newStatus } },
      }),
    labels: () =>
      client.POST('/api/v1/executions/labels/by-ids', {
        body: { executionsId: ids, executionLabels: labels },
      }),
    delete: () =>
      client.DELETE('/api/v1/executions/by-ids', { body: ids, params: { query: removal } }),
  }
  return answer(calls[action]())
}

function byQuery(action: BulkAction, filters: FilterQuery, options: BulkOptions) {
  const { latestRevision, status: newStatus = 'SUCCESS', labels = [], ...removal } = options
  const found = withFilters(filters)
  const calls = {
    restart: () => client.POST('/api/v1/executions/restart/by-query', found),
    replay: () =>
      client.POST('/api/v1/executions/replay/by-query', {
        params: { query: { latestRevision } },
        ...found,
      }),
    resume: () => client.POST('/api/v1/executions/resume/by-query', found),
    pause: () => client.POST('/api/v1/executions/pause/by-query', found),
    kill: () => client.DELETE('/api/v1/executions/kill/by-query', found),
    unqueue: () => client.POST('/api/v1/executions/unqueue/by-query', found),
    forceRun: () => client.POST('/api/v1/executions/force-run/by-query', found),
    changeStatus: () =>
      client.POST('/api/v1/executions/change-status/by-query', {
        params: { query: { newStatus } },
        ...found,
      }),
    labels: () => client.POST('/api/v1/executions/labels/by-query', { body: labels, ...found }),
    delete: () =>
      client.DELETE('/api/v1/executions/by-query', { params: { query: removal }, ...found }),
  }
  return answer(calls[action]())
}
