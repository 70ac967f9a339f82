/** Triggers of all flows: their states, switches, locks and backfills. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, queryOf, withFilters, type FilterQuery } from '@/api/client'
import { pageOptions, pageQuery, type RowChoice, type PageQuery } from '@/api/pages'
import { apiUrl } from '@/api/place'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'

export type FoundTrigger = components['schemas']['FoundTrigger']
export type Trigger = components['schemas']['Trigger']

export interface TriggerId {
  namespace: string
  flowId: string
  triggerId: string
}

/** A trigger as the source of its flow has it: what the pages read of it. */
export interface DeclaredTrigger {
  id: string
  type: string
  /** Of a schedule. */
  cron?: string
  timezone?: string
  /** ISO, of one that looks for something. */
  interval?: string
  /** Of a webhook, as it is written there. */
  key?: unknown
}

/** Where a webhook with this key is called. */
export function webhookUrl({ namespace, flowId }: TriggerId, key: string): string {
  const parts = [namespace, flowId, key].map((part) => encodeURIComponent(part))
  // What browsers leave as it is ends a quoted text of a shell.
  const path = parts.join('/').replaceAll("'", '%27')
  return new URL(apiUrl(`/api/v1/main/executions/webhook/${path}`), location.href).href
}

export function useTriggers(query: MaybeRefOrGetter<PageQuery>) {
  return useQuery({
    queryKey: ['triggers', 'list', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const asked = toValue(query)
      return answer(
        client.GET('/api/v1/triggers/search', {
          params: { query: pageQuery(asked) },
          ...pageOptions(asked, signal),
        }),
      )
    },
    placeholderData: keepPreviousData,
  })
}

const FLOW_TRIGGERS_MAX = 100

/** The triggers of one flow. */
export function useFlowTriggers(flow: MaybeRefOrGetter<{ namespace: string; id: string }>) {
  return useQuery({
    queryKey: ['triggers', 'flow', computed(() => toValue(flow))],
    queryFn: async ({ signal }) => {
      const { namespace, id } = toValue(flow)
      const page = await answer(
        client.GET('/api/v1/triggers/{namespace}/{flowId}', {
          params: { path: { namespace, flowId: id }, query: { size: FLOW_TRIGGERS_MAX } },
          signal,
        }),
      )
      return page.results
    },
  })
}

function changed() {
  return queryClient.invalidateQueries({ queryKey: ['triggers'] })
}

export function useTriggerSwitch() {
  return useMutation({
    mutationFn: ({ trigger, isOn }: { trigger: TriggerId; isOn: boolean }) => {
      const { namespace, flowId, triggerId } = trigger
      const body = { namespace, flowId, triggerId, disabled: !isOn }
      return answer(client.PUT('/api/v1/triggers/set-disabled', { body }))
    },
    onSettled: changed,
  })
}

/** Free a trigger of the execution or evaluation that holds it. */
export function useUnlock() {
  return useMutation({
    mutationFn: ({ namespace, flowId, triggerId }: TriggerId) =>
      answer(
        client.POST('/api/v1/triggers/{namespace}/{flowId}/{triggerId}/unlock', {
          params: { path: { namespace, flowId, triggerId } },
        }),
      ),
    onSettled: changed,
  })
}

export function useTriggerRestart() {
  return useMutation({
    mutationFn: ({ namespace, flowId, triggerId }: TriggerId) =>
      answer(
        client.POST('/api/v1/triggers/{namespace}/{flowId}/{triggerId}/restart', {
          params: { path: { namespace, flowId, triggerId } },
        }),
      ),
    onSettled: changed,
  })
}

export const RUN_ORDERS = ['OLDEST_FIRST', 'NEWEST_FIRST'] as const
export type RunOrder = (typeof RUN_ORDERS)[number]

export interface BackfillOrder {
  trigger: TriggerId
  /** ISO, with their zones. */
  start: string
  end: string
  labels: { key: string; value: string }[]
  /** As texts; those that are left out are as the trigger or the flow says. */
  inputs: Record<string, string>
  order: RunOrder
  /** How many may run at once; undefined is as the trigger says. */
  parallel?: number
  skipSucceeded: boolean
}

/** Run the missed dates of a past period. */
export function useBackfill() {
  return useMutation({
    mutationFn: ({ trigger, ...backfill }: BackfillOrder) => {
      const { namespace, flowId, triggerId } = trigger
      const body = { namespace, flowId, triggerId, backfill }
      return answer(client.PUT('/api/v1/triggers/backfill/create', { body: body as never }))
    },
    onSettled: changed,
  })
}

export type BackfillStep = 'pause' | 'unpause' | 'delete'

export function useBackfillStep() {
  return useMutation({
    mutationFn: ({ trigger, step }: { trigger: TriggerId; step: BackfillStep }) => {
      const { namespace, flowId, triggerId } = trigger
      const body = { namespace, flowId, triggerId } as never
      if (step === 'delete')
        return answer(client.POST('/api/v1/triggers/backfill/delete', { body }))
      const path = `/api/v1/triggers/backfill/${step}` as const
      return answer(client.PUT(path, { body }))
    },
    onSettled: changed,
  })
}

/** Which triggers an action is for: those named, or all that the filters find. */
export type TriggerChoice = RowChoice<TriggerId>
export type TriggerAct = 'enable' | 'disable' | 'unlock' | 'delete' | BackfillAct
/** What becomes of the backfills of several triggers. */
export type BackfillAct = 'pauseBackfills' | 'unpauseBackfills' | 'deleteBackfills'

/** An action on many triggers; the answer says how many it was for. */
export function useTriggerActs() {
  return useMutation({
    mutationFn: ({ act, choice }: { act: TriggerAct; choice: TriggerChoice }) =>
      answer('ids' in choice ? actOnIds(act, choice.ids) : actOnFound(act, choice.filters)),
    onSettled: changed,
  })
}

function actOnIds(act: TriggerAct, ids: TriggerId[]) {
  const body = ids.map(({ namespace, flowId, triggerId }) => ({ namespace, flowId, triggerId }))
  switch (act) {
    case 'enable':
    case 'disable': {
      const switches = { triggers: body, disabled: act === 'disable' }
      return client.POST('/api/v1/triggers/set-disabled/by-triggers', { body: switches })
    }
    case 'unlock':
      return client.POST('/api/v1/triggers/unlock/by-triggers', { body })
    case 'delete':
      return client.DELETE('/api/v1/triggers/delete/by-triggers', { body })
    case 'pauseBackfills':
      return client.POST('/api/v1/triggers/backfill/pause/by-triggers', { body })
    case 'unpauseBackfills':
      return client.POST('/api/v1/triggers/backfill/unpause/by-triggers', { body })
    case 'deleteBackfills':
      return client.POST('/api/v1/triggers/backfill/delete/by-triggers', { body })
  }
}

function actOnFound(act: TriggerAct, filters: FilterQuery) {
  const found = withFilters(filters)
  switch (act) {
    case 'enable':
    case 'disable':
      return client.POST('/api/v1/triggers/set-disabled/by-query', {
        params: { query: { disabled: act === 'disable' } },
        ...found,
      })
    case 'unlock':
      return client.POST('/api/v1/triggers/unlock/by-query', found)
    case 'delete':
      return client.DELETE('/api/v1/triggers/delete/by-query', found)
    case 'pauseBackfills':
      return client.POST('/api/v1/triggers/backfill/pause/by-query', found)
    case 'unpauseBackfills':
      return client.POST('/api/v1/triggers/backfill/unpause/by-query', found)
    case 'deleteBackfills':
      return client.POST('/api/v1/triggers/backfill/delete/by-query', found)
  }
}

/** Where the filtered list can be downloaded as CSV. */
export function triggersCsvUrl(filters: FilterQuery): string {
  return apiUrl(`/api/v1/triggers/export/by-query/csv?${queryOf(filters)}`)
}

const NEXT_DATES = 10

/** When a schedule comes next. */
export function useNextDates(trigger: MaybeRefOrGetter<TriggerId>, isEnabled: () => boolean) {
  return useQuery({
    queryKey: ['triggers', 'next', computed(() => toValue(trigger))],
    queryFn: ({ signal }) => {
      const { namespace, flowId, triggerId } = toValue(trigger)
      return answer(
        client.GET('/api/v1/triggers/{namespace}/{flowId}/{triggerId}/preview', {
          params: { path: { namespace, flowId, triggerId }, query: { count: NEXT_DATES } },
          signal,
        }),
      )
    },
    enabled: isEnabled,
    retry: false,
  })
}

/** Which dates a period has, before anything is started. */
export function useBackfillPreview(
  trigger: MaybeRefOrGetter<TriggerId>,
  period: MaybeRefOrGetter<Pick<BackfillOrder, 'start' | 'end' | 'skipSucceeded'> | undefined>,
) {
  const asked = computed(() => ({ trigger: toValue(trigger), period: toValue(period) }))
  return useQuery({
    queryKey: ['triggers', 'preview', asked],
    queryFn: ({ signal }) => {
      const { namespace, flowId, triggerId } = asked.value.trigger
      return answer(
        client.GET('/api/v1/triggers/{namespace}/{flowId}/{triggerId}/preview', {
          params: { path: { namespace, flowId, triggerId }, query: { ...asked.value.period } },
          signal,
        }),
      )
    },
    enabled: () => asked.value.period !== undefined,
    retry: false,
  })
}
