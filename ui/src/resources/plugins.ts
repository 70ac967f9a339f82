/** Plugin types: their documentation, and what editors need to complete. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import type { Suggestion } from '@/editor/expressions'

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

export function useTypeDocs(type: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: ['plugins', 'docs', computed(() => toValue(type))],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/plugins/{cls}', {
          params: { path: { cls: toValue(type) ?? '' } },
          signal,
        }),
      ),
    enabled: () => Boolean(toValue(type)),
    ...KEPT,
  })
}

/** Functions and filters of expressions. */
export function useExpressionNames() {
  return useQuery({
    queryKey: ['plugins', 'expressions'],
    queryFn: async ({ signal }): Promise<Suggestion[]> => {
      const [functions, filters] = await Promise.all([
        answer(client.GET('/api/v1/pebble/functions', { signal })),
        answer(client.GET('/api/v1/pebble/filters', { signal })),
      ])
      return [
        ...functions.map(({ name, arguments: given }) => ({
          label: name,
          detail: `(${given.map((one) => one.name).join(', ')})`,
        })),
        ...filters.map((label) => ({ label, detail: 'filter' })),
      ]
    },
    ...KEPT,
  })
}
