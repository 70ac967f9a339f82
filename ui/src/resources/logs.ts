/** The search in logs of all executions and triggers. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, withFilters, type FilterQuery } from '@/api/client'
import type { components } from '@/api/schema'

export type LogEntry = components['schemas']['LogEntry']

export interface LogQuery {
  filters: FilterQuery
  page: number
  size: number
}

export function useLogSearch(query: MaybeRefOrGetter<LogQuery>) {
  return useQuery({
    queryKey: ['logs', 'search', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const { filters, page, size } = toValue(query)
      return answer(
        client.GET('/api/v1/logs/search', {
          params: { query: { page, size, sort: ['timestamp:desc'] } },
          ...withFilters(filters),
          signal,
        }),
      )
    },
    placeholderData: keepPreviousData,
  })
}
