/** Blocks of inputs that namespaces keep for their flows and those below. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client, yamlBody } from '@/api/client'
import type { components } from '@/api/schema'
import { pageQuery, useChange, type Asked } from './records'

export type ReusableInputs = components['schemas']['ReusableInputs']
/** Which block it is; the namespace is that which has it. */
export interface BlockId {
  namespace: string
  id: string
}

const KEY = ['reusableInputs']

/** Blocks that a namespace can use, its own and those above; of each id the nearest. */
export function useReusableInputs(namespace: () => string, asked: () => Asked) {
  return useQuery({
    queryKey: [...KEY, 'list', namespace, asked],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/namespaces/{namespace}/reusable-inputs', {
          params: { path: { namespace: namespace() }, query: pageQuery(asked()) },
          signal,
        }),
      ),
  })
}

/** Namespaces that have blocks of their own. */
export function useBlockNamespaces() {
  return useQuery({
    queryKey: [...KEY, 'namespaces'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/reusable-inputs/namespaces', { signal })),
  })
}

/** The revisions that are kept of a block, the newest first. */
export function useBlockRevisions(block: () => BlockId) {
  return useQuery({
    queryKey: [...KEY, 'revisions', block],
    queryFn: async ({ signal }) => {
      const options = { params: { path: block() }, signal }
      const found = await answer(
        client.GET('/api/v1/namespaces/{namespace}/reusable-inputs/{id}/revisions', options),
      )
      return found.toReversed()
    },
    enabled: () => block().id !== '',
    // What is being written is not replaced, and never begins with a revision of before.
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}

export const useBlockSave = () =>
  useChange([KEY], ({ block, source, isNew }: { block: BlockId; source: string; isNew: boolean }) =>
    answer(
      client.PUT('/api/v1/namespaces/{namespace}/reusable-inputs/{id}', {
        params: { path: block, query: { failIfExists: isNew } },
        ...yamlBody(source),
      }),
    ),
  )

export const useBlockDelete = (namespace: () => string) =>
  useChange([KEY], (id: string) =>
    answer(
      client.DELETE('/api/v1/namespaces/{namespace}/reusable-inputs/{id}', {
        params: { path: { namespace: namespace(), id } },
      }),
    ),
  )
