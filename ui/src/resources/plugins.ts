/** Plugin types: their documentation, and what editors need to complete. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, yamlBody } from '@/api/client'
import { queryClient, untilComplete } from '@/api/queries'
import type { components } from '@/api/schema'
import type { Suggestion } from '@/editor/expressions'
import { catalogueOf } from '@/plugins/types'

type Explained = components['schemas']['Explained']

/**
 * Types change only when the server starts anew. They are replaced as a whole: groups and types of
 * the catalogue refer to each other, and a comparison of the old with the new would never end.
 */
const KEPT = { staleTime: Infinity, gcTime: Infinity, shallow: true, structuralSharing: false }

/** The schema of a kind of documents. */
export function useSchema(type: 'flow' | 'dashboard') {
  return useQuery({
    queryKey: ['plugins', 'schema', type],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/plugins/schemas/{type}', {
          params: { path: { type } },
          signal,
        }),
      ),
    ...KEPT,
  })
}

const docsKey = (type: unknown) => ['plugins', 'docs', type]

function askDocs(cls: string, signal?: AbortSignal) {
  return answer(client.GET('/api/v1/plugins/{cls}', { params: { path: { cls } }, signal }))
}

export function docsOf(type: string) {
  return queryClient.fetchQuery({
    queryKey: docsKey(type),
    queryFn: ({ signal }) => askDocs(type, signal),
    staleTime: Infinity,
  })
}

export function useTypeDocs(type: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: docsKey(computed(() => toValue(type))),
    queryFn: ({ signal }) => askDocs(toValue(type) ?? '', signal),
    enabled: () => Boolean(toValue(type)),
    ...KEPT,
  })
}

/** All types, by packages and their parts. */
export function useCatalogue(isWanted: () => boolean = () => true) {
  return useQuery({
    queryKey: ['plugins', 'catalogue'],
    enabled: isWanted,
    queryFn: async ({ signal }) =>
      catalogueOf(await answer(client.GET('/api/v1/plugins/groups/subgroups', { signal }))),
    ...KEPT,
  })
}

/** Pictures of packages and their parts, by name. */
export function useGroupIcons() {
  return useQuery({
    queryKey: ['plugins', 'icons'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/plugins/icons/groups', { signal })),
    ...KEPT,
  })
}

/** Packages and types that can't be loaded. */
export function useBrokenPlugins() {
  return useQuery({
    queryKey: ['plugins', 'broken'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/plugins/broken', { signal }))).results,
    ...KEPT,
  })
}

/** Have all servers search for packages that came, changed or went; what the one asked found. */
export function useRescan() {
  return useMutation({
    mutationFn: () => answer(client.POST('/api/v1/plugins/rescan')),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['plugins'] }),
  })
}

/** How many flows use each type, first those that the server lacks, once all are counted. */
export function useTypeUses() {
  return useQuery({
    queryKey: ['plugins', 'usage'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/plugins/usage', { signal })),
    select: ({ results, isComplete }) => (isComplete ? results : undefined),
    refetchInterval: untilComplete,
  })
}

/** Functions or filters of expressions with what they take and do. */
export async function explained(kind: 'function' | 'filter'): Promise<Suggestion[]> {
  const { explained: all } = await queryClient.fetchQuery({
    queryKey: ['plugins', 'expressions'],
    // They are the same for every flow.
    queryFn: ({ signal }) =>
      answer(client.POST('/api/v1/flows/expressions', { ...yamlBody('id: any'), signal })),
    staleTime: Infinity,
  })
  // An alias is explained by the name that it stands for, which is there as well.
  const byName = new Map(all.filter((one) => one.kind === kind).map((one) => [one.name, one]))
  return [...byName.values()].map(asSuggestion)
}

function asSuggestion({ name, signature, about, arguments: given }: Explained): Suggestion {
  const lines = given.map((one) => `- \`${one.name}\` ${one.about} (${one.type})`)
  const insert = !signature.includes('(') ? name : signature === `${name}()` ? signature : undefined
  return {
    label: name,
    detail: signature,
    kind: 'function',
    about: [about, ...lines].join('\n'),
    insert: insert ?? `${name}($0)`,
  }
}
