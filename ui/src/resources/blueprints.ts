/** Documents to start from, that come with the server. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'

export type Blueprint = components['schemas']['Blueprint']
export type BlueprintKind = 'flow' | 'dashboard'

export interface BlueprintQuery {
  kind: BlueprintKind
  q: string
  /** One of them is enough. */
  tags: readonly string[]
  sort: string
  page: number
  size: number
}

export interface BlueprintId {
  kind: BlueprintKind
  id: string
}

export function useBlueprints(query: MaybeRefOrGetter<BlueprintQuery>) {
  return useQuery({
    queryKey: ['blueprints', 'list', computed(() => toValue(query))],
    queryFn: async ({ signal }) => {
      const { kind, q, tags, sort, page, size } = toValue(query)
      const found = await answer(
        client.GET('/api/v1/blueprints/community/{kind}', {
          params: {
            path: { kind },
            query: { q: q || undefined, tags: [...tags], sort: [sort], page, size },
          },
          signal,
        }),
      )
      // With the id of a blueprint in the place of the kind it would be that one.
      return 'results' in found ? found : { results: [found], total: 1 }
    },
    placeholderData: keepPreviousData,
  })
}

export function useBlueprintTags(kind: MaybeRefOrGetter<BlueprintKind>) {
  return useQuery({
    queryKey: ['blueprints', 'tags', computed(() => toValue(kind))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/blueprints/community/{kind}/tags', {
          params: { path: { kind: toValue(kind) } },
          signal,
        }),
      ),
  })
}

export function useBlueprint(
  blueprint: MaybeRefOrGetter<BlueprintId>,
  isWanted: () => boolean = () => true,
) {
  return useQuery({
    queryKey: ['blueprints', 'one', computed(() => toValue(blueprint))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/blueprints/community/{kind}/{id}', {
          params: { path: toValue(blueprint) },
          signal,
        }),
      ) as Promise<Blueprint>,
    enabled: isWanted,
  })
}

/** The tasks of a flow as a graph; nothing is asked for a dashboard. */
export function useBlueprintGraph(blueprint: MaybeRefOrGetter<BlueprintId>) {
  return useQuery({
    queryKey: ['blueprints', 'graph', computed(() => toValue(blueprint))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/blueprints/community/{kind}/{id}/graph', {
          params: { path: toValue(blueprint) },
          signal,
        }),
      ),
    enabled: () => toValue(blueprint).kind === 'flow',
  })
}
