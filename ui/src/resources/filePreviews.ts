/** The beginning of a file of an execution or of a namespace, as the server reads it. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'

/** Whose file it is. */
export type FileOwner = { executionId: string } | { namespace: string }

export interface FileAsk {
  /** Of an execution an address in the storage, of a namespace a path below its root. */
  path: string
  maxRows: number
  encoding: string
}

export function useFilePreview(owner: MaybeRefOrGetter<FileOwner>, ask: MaybeRefOrGetter<FileAsk>) {
  return useQuery({
    queryKey: ['files', 'preview', computed(() => toValue(owner)), computed(() => toValue(ask))],
    queryFn: ({ signal }) => asked(toValue(owner), toValue(ask), signal),
  })
}

function asked(owner: FileOwner, query: FileAsk, signal: AbortSignal) {
  if ('namespace' in owner) {
    return answer(
      client.GET('/api/v1/namespaces/{namespace}/files/preview', {
        params: { path: owner, query },
        signal,
      }),
    )
  }
  return answer(
    client.GET('/api/v1/executions/{executionId}/file/preview', {
      params: { path: owner, query },
      signal,
    }),
  )
}
