/** Two executions side by side. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { whileLive } from '@/api/queries'
import type { components } from '@/api/schema'
import { isTerminal } from '@/design/states'

export type SideBySide = components['schemas']['SideBySide']
export type Side = components['schemas']['Side']
export type Differing = components['schemas']['Differing']
export type ComparedTask = components['schemas']['ComparedTask']
export type TaskSide = components['schemas']['TaskSide']
export type ComparedLogs = components['schemas']['ComparedLogs']

export interface Pair {
  left: string
  right: string
}

/** What differs between two executions; undefined asks for nothing. Asked again while one runs. */
export function useSideBySide(pair: MaybeRefOrGetter<Pair | undefined>) {
  return useQuery({
    queryKey: ['executions', 'compare', computed(() => toValue(pair))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/executions/compare', {
          params: { query: toValue(pair) ?? { left: '', right: '' } },
          signal,
        }),
      ),
    enabled: () => toValue(pair) !== undefined,
    refetchInterval: whileLive((data: SideBySide) =>
      [data.left, data.right].some((side) => !isTerminal(side.state)),
    ),
  })
}
