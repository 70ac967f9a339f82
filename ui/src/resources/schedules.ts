/** When schedules fire, and what they started late. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, withFilters, type FilterQuery } from '@/api/client'
import { isoMilliseconds } from '@/format/durations'
import type { components } from '@/api/schema'

export type Calendar = components['schemas']['TriggerCalendar']
export type LateExecution = components['schemas']['LateExecution']

/** The dates of all schedules that the filters find, from now on for an ISO duration. */
export function useCalendar(ask: MaybeRefOrGetter<{ filters: FilterQuery; range: string }>) {
  return useQuery({
    queryKey: ['triggers', 'calendar', computed(() => toValue(ask))],
    queryFn: ({ signal }) => {
      const { filters, range } = toValue(ask)
      const now = Date.now()
      const startDate = new Date(now).toISOString()
      const endDate = new Date(now + (isoMilliseconds(range) ?? 0)).toISOString()
      return answer(
        client.GET('/api/v1/triggers/calendar', {
          params: { query: { startDate, endDate } },
          ...withFilters(filters),
          signal,
        }),
      )
    },
    placeholderData: keepPreviousData,
  })
}

/** Executions of schedules that began so many seconds late, the latest first. */
export function useLate(ask: MaybeRefOrGetter<{ filters: FilterQuery; least: number }>) {
  return useQuery({
    queryKey: ['executions', 'late', computed(() => toValue(ask))],
    queryFn: ({ signal }) => {
      const { filters, least } = toValue(ask)
      return answer(
        client.GET('/api/v1/executions/late', {
          params: { query: { least } },
          ...withFilters(filters),
          signal,
        }),
      )
    },
    placeholderData: keepPreviousData,
  })
}
