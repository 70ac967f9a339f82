/** Failed executions by what went wrong. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, withFilters, type FilterQuery } from '@/api/client'
import type { components } from '@/api/schema'

export type ErrorGroup = components['schemas']['ErrorGroup']
export type ErrorGroups = components['schemas']['ErrorGroups']

/** Groups of failed executions that the filters find, the largest first. */
export function useErrorGroups(
  filters: MaybeRefOrGetter<FilterQuery>,
  isEnabled: MaybeRefOrGetter<boolean>,
) {
  return useQuery({
    queryKey: ['executions', 'errors', computed(() => toValue(filters))],
    queryFn: ({ signal }) =>
      answer(client.GET('/api/v1/executions/errors', { ...withFilters(toValue(filters)), signal })),
    placeholderData: keepPreviousData,
    enabled: () => toValue(isEnabled),
  })
}

/** The same with how many of each group there were in each of so many parts of the time. */
export function useErrorsOverTime(filters: MaybeRefOrGetter<FilterQuery>, buckets: number) {
  return useQuery({
    queryKey: ['executions', 'errors', buckets, computed(() => toValue(filters))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/executions/errors', {
          params: { query: { buckets } },
          ...withFilters(toValue(filters)),
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
}
