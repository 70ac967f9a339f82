/** Flows as graphs: the tasks of one, and the flows that lead to others. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import type { FlowId } from './flows'

export type FlowLinks = components['schemas']['FlowTopologyGraph']

export interface GraphAsk extends FlowId {
  revision?: number
  /** Nodes of subflows in whose place their tasks are drawn. */
  subflows?: readonly string[]
}

/** The graph of a flow: one node a task, however often it ran. */
export function useFlowGraph(
  ask: MaybeRefOrGetter<GraphAsk>,
  isEnabled: () => boolean = () => true,
) {
  return useQuery({
    queryKey: ['flows', 'graph', computed(() => toValue(ask))],
    queryFn: ({ signal }) => {
      const { namespace, id, revision, subflows } = toValue(ask)
      return answer(
        client.GET('/api/v1/flows/{namespace}/{id}/graph', {
          params: {
            path: { namespace, id },
            query: { revision, ...(subflows?.length ? { subflows: [...subflows] } : {}) },
          },
          signal,
        }),
      )
    },
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    // A stored revision stays as it is; what it leads to may change.
    retry: false,
  })
}

function linksQuery(flow: FlowId, expandAll = false) {
  return {
    queryKey: ['flows', 'links', flow, expandAll],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      answer(
        client.GET('/api/v1/flows/{namespace}/{id}/dependencies', {
          params: {
            path: { namespace: flow.namespace, id: flow.id },
            query: { expandAll: expandAll || undefined },
          },
          signal,
        }),
      ),
  }
}

/** The flows that lead to a flow or come after it; `expandAll` follows their links as well. */
export function useFlowLinks(
  flow: MaybeRefOrGetter<FlowId>,
  expandAll: MaybeRefOrGetter<boolean> = false,
  isEnabled: () => boolean = () => true,
) {
  return useQuery(
    computed(() => ({ ...linksQuery(toValue(flow), toValue(expandAll)), enabled: isEnabled() })),
  )
}

/** Flows that start this one as a subflow, and those that begin when it ends. */
export function usersOf({ namespace, id }: FlowId, { nodes, edges }: FlowLinks) {
  const own = nodes.find((node) => node.namespace === namespace && node.id === id)?.uid
  return edges.flatMap(({ source, target, relation }) => {
    const [here, there] = relation === 'FLOW_TASK' ? [target, source] : [source, target]
    const node = here === own ? nodes.find(({ uid }) => uid === there) : undefined
    return node ? [{ node, relation }] : []
  })
}

/** The same of several flows, in one. Errors of any are those of all. */
export function useLinksOf(flows: MaybeRefOrGetter<readonly FlowId[]>) {
  const queries = useQueries({
    queries: computed(() => toValue(flows).map((flow) => linksQuery(flow))),
  })
  return {
    links: computed(() => merged(queries.value.flatMap(({ data }) => data ?? []))),
    error: computed(() => queries.value.find((one) => one.error)?.error ?? undefined),
    isLoading: computed(() => queries.value.some((one) => one.isLoading)),
    refetch: () => queries.value.forEach((one) => void one.refetch()),
  }
}

/** Each flow and each link once. */
export function merged(parts: readonly FlowLinks[]): FlowLinks {
  const nodes = new Map(parts.flatMap((part) => part.nodes).map((node) => [node.uid, node]))
  const edges = new Map(
    parts
      .flatMap((part) => part.edges)
      .map((edge) => [`${edge.source} ${edge.target} ${edge.relation}`, edge]),
  )
  return { nodes: [...nodes.values()], edges: [...edges.values()] }
}
