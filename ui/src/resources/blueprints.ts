/** Documents to start from: those that come with the server, and those that people write. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'

export type Blueprint = components['schemas']['Blueprint']
export type BlueprintKind = 'flow' | 'dashboard'
/** The catalogue of the server, or the own ones. */
export type BlueprintTab = 'community' | 'custom'

export interface BlueprintPlace {
  kind: BlueprintKind
  tab: BlueprintTab
}

export interface BlueprintQuery extends BlueprintPlace {
  q: string
  /** One of them is enough. */
  tags: readonly string[]
  sort: string
  page: number
  size: number
}

export interface BlueprintId extends BlueprintPlace {
  id: string
}

/** What somebody writes; without an id a new one. */
export interface BlueprintDraft {
  id?: string
  kind: BlueprintKind
  title: string
  description: string
  tags: string[]
  source: string
}

export function useBlueprints(query: MaybeRefOrGetter<BlueprintQuery>) {
  return useQuery({
    queryKey: ['blueprints', 'list', computed(() => toValue(query))],
    queryFn: async ({ signal }) => {
      const { kind, tab, q, tags, sort, page, size } = toValue(query)
      const asked = { q: q || undefined, tags: [...tags], sort: [sort], page, size }
      if (tab === 'custom') {
        const params = { query: { ...asked, kind } }
        return answer(client.GET('/api/v1/blueprints/custom', { params, signal }))
      }
      const found = await answer(
        client.GET('/api/v1/blueprints/community/{kind}', {
          params: { path: { kind }, query: asked },
          signal,
        }),
      )
      // With the id of a blueprint in the place of the kind it would be that one.
      return 'results' in found ? found : { results: [found], total: 1 }
    },
    placeholderData: keepPreviousData,
  })
}

export function useBlueprintTags(place: MaybeRefOrGetter<BlueprintPlace>) {
  return useQuery({
    queryKey: ['blueprints', 'tags', computed(() => toValue(place))],
    queryFn: ({ signal }) => {
      const { kind, tab } = toValue(place)
      return answer(
        tab === 'custom'
          ? client.GET('/api/v1/blueprints/custom/tags', { params: { query: { kind } }, signal })
          : client.GET('/api/v1/blueprints/community/{kind}/tags', {
              params: { path: { kind } },
              signal,
            }),
      )
    },
  })
}

export function useBlueprint(
  blueprint: MaybeRefOrGetter<BlueprintId>,
  isWanted: () => boolean = () => true,
) {
  return useQuery({
    queryKey: ['blueprints', 'one', computed(() => toValue(blueprint))],
    queryFn: ({ signal }) => {
      const { kind, tab, id } = toValue(blueprint)
      return answer(
        tab === 'custom'
          ? client.GET('/api/v1/blueprints/custom/{id}', { params: { path: { id } }, signal })
          : client.GET('/api/v1/blueprints/community/{kind}/{id}', {
              params: { path: { kind, id } },
              signal,
            }),
      ) as Promise<Blueprint>
    },
    enabled: isWanted,
  })
}

/** The tasks of a flow as a graph; nothing is asked for a dashboard. */
export function useBlueprintGraph(blueprint: MaybeRefOrGetter<BlueprintId>) {
  return useQuery({
    queryKey: ['blueprints', 'graph', computed(() => toValue(blueprint))],
    queryFn: ({ signal }) => {
      const { kind, tab, id } = toValue(blueprint)
      return answer(
        tab === 'custom'
          ? client.GET('/api/v1/blueprints/custom/{id}/graph', { params: { path: { id } }, signal })
          : client.GET('/api/v1/blueprints/community/{kind}/{id}/graph', {
              params: { path: { kind, id } },
              signal,
            }),
      )
    },
    enabled: () => toValue(blueprint).kind === 'flow',
    // The source of an own one may be half of a flow.
    retry: false,
  })
}

/** Write a new blueprint, or all of one that is there. */
export function useBlueprintSave() {
  return useMutation({
    mutationFn: ({ id, kind, ...said }: BlueprintDraft) => {
      const body = { ...said, kind: kind === 'flow' ? ('FLOW' as const) : ('DASHBOARD' as const) }
      return answer(
        id === undefined
          ? client.POST('/api/v1/blueprints/custom', { body })
          : client.PUT('/api/v1/blueprints/custom/{id}', { params: { path: { id } }, body }),
      )
    },
    onSuccess: changed,
  })
}

/** The source of the flow that an own blueprint makes of arguments; nothing is stored. */
export function useBlueprintArguments() {
  return useMutation({
    mutationFn: async ({ id, form }: { id: string; form: FormData }) => {
      const made = await answer(
        client.POST('/api/v1/blueprints/custom/{id}/use-template', {
          params: { path: { id } },
          body: { templateArgumentsInputs: Object.fromEntries(form) as never },
        }),
      )
      return made.generatedFlowSource
    },
  })
}

/** Remove an own blueprint; what was made of it stays. */
export function useBlueprintDelete() {
  return useMutation({
    mutationFn: (id: string) =>
      answer(client.DELETE('/api/v1/blueprints/custom/{id}', { params: { path: { id } } })),
    onSuccess: removed,
  })
}

function changed(): void {
  void queryClient.invalidateQueries({ queryKey: ['blueprints'] })
}

/** One that is gone is not asked for again. */
function removed(): void {
  for (const part of ['list', 'tags']) {
    void queryClient.invalidateQueries({ queryKey: ['blueprints', part] })
  }
}
