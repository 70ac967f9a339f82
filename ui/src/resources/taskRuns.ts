/** Task runs across executions: which fail, which are slow. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { pageOptions, pageQuery, type PageQuery } from '@/api/pages'
import { whileLive } from '@/api/queries'
import type { components } from '@/api/schema'
import { isTerminal } from '@/design/states'

export type FoundTaskRun = components['schemas']['FoundTaskRun']

export interface TaskRunQuery extends PageQuery {
  /** A plugin type; empty for all. */
  taskType: string
  /** Seconds that a task run must have taken. */
  least: number
}

/** A page of task runs of the newest executions that match; refreshed while any still runs. */
export function useTaskRuns(query: MaybeRefOrGetter<TaskRunQuery>) {
  return useQuery({
    queryKey: ['executions', 'taskRuns', computed(() => toValue(query))],
    queryFn: ({ signal }) => {
      const asked = toValue(query)
      const { taskType, least } = asked
      return answer(
        client.GET('/api/v1/taskruns/search', {
          params: { query: { ...pageQuery(asked), least, ...(taskType ? { taskType } : {}) } },
          ...pageOptions(asked, signal),
        }),
      )
    },
    placeholderData: keepPreviousData,
    refetchInterval: whileLive((data: components['schemas']['TaskRunPage']) =>
      data.results.some((row) => !isTerminal(row.state.current)),
    ),
  })
}
