/** Plugin types: their documentation, and what editors need to complete. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, yamlBody } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import type { Suggestion } from '@/editor/expressions'

type Explained = components['schemas']['Explained']

/** Types change only when the server starts anew. */
const KEPT = { staleTime: Infinity, gcTime: Infinity, shallow: true }

export function useFlowSchema() {
  return useQuery({
    queryKey: ['plugins', 'schema', 'flow'],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/plugins/schemas/{type}', {
          params: { path: { type: 'flow' } },
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
