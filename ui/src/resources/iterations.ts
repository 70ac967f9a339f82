/** Iterations of Loops, each an execution of its own, seen from the one that they belong to. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { whileLive } from '@/api/queries'
import type { components } from '@/api/schema'
import { isTerminal } from '@/design/states'
import type { StateType } from './executions'

export type Iteration = components['schemas']['Iteration']
export type IterationPage = components['schemas']['IterationPage']

export const LOOP = 'io.kestra.plugin.core.flow.Loop'
/** Entries of the log of each iteration. */
export const ITERATION_LINES = 20

export interface IterationAsk {
  page: number
  size: number
  state?: StateType[]
}

/** A page of iterations with the beginning of their logs, failed ones first. */
export function useIterations(
  id: MaybeRefOrGetter<string>,
  ask: MaybeRefOrGetter<IterationAsk>,
  isLive: MaybeRefOrGetter<boolean>,
) {
  return useQuery({
    queryKey: [
      'execution',
      computed(() => toValue(id)),
      'iterations',
      computed(() => toValue(ask)),
    ],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/executions/{executionId}/iterations', {
          params: {
            path: { executionId: toValue(id) },
            query: { ...toValue(ask), logs: ITERATION_LINES },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: whileLive(
      (page: IterationPage) =>
        toValue(isLive) || page.results.some((one) => !isTerminal(one.state)),
    ),
  })
}
