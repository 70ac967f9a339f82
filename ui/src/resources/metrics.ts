/** What tasks of a flow published over time. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import type { FlowId } from './flows'

export const AGGREGATIONS = ['sum', 'avg', 'min', 'max'] as const
export type Aggregation = (typeof AGGREGATIONS)[number]
export type MetricValues = components['schemas']['MetricAggregations']

export interface SeriesAsk extends FlowId {
  metric: string
  /** Of all tasks without one. */
  taskId?: string
  aggregation: Aggregation
  /** ISO dates; the server chooses how wide the buckets between them are. */
  start: string
  end: string
}

/** The tasks of a flow that published anything. */
export function useMetricTasks(flow: MaybeRefOrGetter<FlowId>) {
  return useQuery({
    queryKey: ['metrics', 'tasks', computed(() => toValue(flow))],
    queryFn: ({ signal }) => {
      const { namespace, id: flowId } = toValue(flow)
      return answer(
        client.GET('/api/v1/metrics/tasks/{namespace}/{flowId}', {
          params: { path: { namespace, flowId } },
          signal,
        }),
      )
    },
  })
}

/** The names of what one task published, or any of the flow. */
export function useMetricNames(
  flow: MaybeRefOrGetter<FlowId>,
  taskId: MaybeRefOrGetter<string | undefined>,
) {
  return useQuery({
    queryKey: ['metrics', 'names', computed(() => toValue(flow)), computed(() => toValue(taskId))],
    queryFn: ({ signal }) => {
      const { namespace, id: flowId } = toValue(flow)
      const task = toValue(taskId)
      return answer(
        task === undefined
          ? client.GET('/api/v1/metrics/names/{namespace}/{flowId}', {
              params: { path: { namespace, flowId } },
              signal,
            })
          : client.GET('/api/v1/metrics/names/{namespace}/{flowId}/{taskId}', {
              params: { path: { namespace, flowId, taskId: task } },
              signal,
            }),
      )
    },
  })
}

/** One value a bucket; undefined asks for nothing. */
export function useMetricSeries(ask: MaybeRefOrGetter<SeriesAsk | undefined>) {
  return useQuery({
    queryKey: ['metrics', 'series', computed(() => toValue(ask))],
    queryFn: ({ signal }) => {
      const {
        namespace,
        id: flowId,
        metric,
        taskId,
        aggregation,
        start,
        end,
      } = toValue(ask) as SeriesAsk
      const query = { aggregation, startDate: start, endDate: end }
      return answer(
        taskId === undefined
          ? client.GET('/api/v1/metrics/aggregates/{namespace}/{flowId}/{metric}', {
              params: { path: { namespace, flowId, metric }, query },
              signal,
            })
          : client.GET('/api/v1/metrics/aggregates/{namespace}/{flowId}/{taskId}/{metric}', {
              params: { path: { namespace, flowId, taskId, metric }, query },
              signal,
            }),
      )
    },
    enabled: () => toValue(ask) !== undefined,
  })
}
