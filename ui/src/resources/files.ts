/** The files of a namespace: listed by folder, read, written, moved, deleted, exported. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, askFor, client } from '@/api/client'
import { queryClient } from '@/api/queries'

export interface FileEntry {
  /** From the root of the namespace, without a slash at the beginning. */
  path: string
  name: string
  isFolder: boolean
  bytes: number
}

export type FileChange =
  | { kind: 'write'; path: string; content: Blob }
  | { kind: 'folder'; path: string }
  | { kind: 'move'; path: string; to: string }
  | { kind: 'delete'; path: string }

// One for all: making it for each pair takes longer than comparing.
const byName = new Intl.Collator('en')

/** What a folder holds, folders first; empty is the root. */
export async function listFolder(namespace: string, folder: string): Promise<FileEntry[]> {
  const found = await answer(
    client.GET('/api/v1/namespaces/{namespace}/files/directory', {
      params: { path: { namespace }, query: folder ? { path: `/${folder}` } : {} },
    }),
  )
  const entries = found.map(({ fileName, size, type }) => ({
    path: folder ? `${folder}/${fileName}` : fileName,
    name: fileName,
    isFolder: type === 'Directory',
    bytes: size,
  }))
  const rank = ({ isFolder }: FileEntry) => (isFolder ? 0 : 1)
  return entries.sort(
    (one, other) => rank(one) - rank(other) || byName.compare(one.name, other.name),
  )
}

/** Paths of files that have a text in them. */
export async function searchFiles(namespace: string, text: string): Promise<string[]> {
  const found = await answer(
    client.GET('/api/v1/namespaces/{namespace}/files/search', {
      params: { path: { namespace }, query: { q: text } },
    }),
  )
  return found.map((path) => path.replace(/^\//, ''))
}

/** The content, of the newest revision unless an older one is named. */
export async function readFile(namespace: string, path: string, revision?: number): Promise<Blob> {
  const older = revision === undefined ? '' : `&revision=${revision}`
  return (await askFor(addressOf(namespace, path) + older)).blob()
}

/** The numbers of the revisions of a file, the newest first. */
export function useFileRevisions(file: MaybeRefOrGetter<{ namespace: string; path: string }>) {
  return useQuery({
    queryKey: ['files', 'revisions', computed(() => toValue(file))],
    queryFn: async ({ signal }) => {
      const { namespace, path } = toValue(file)
      const found = await answer(
        client.GET('/api/v1/namespaces/{namespace}/files/revisions', {
          params: { path: { namespace }, query: { path: `/${path}` } },
          signal,
        }),
      )
      return found.map(({ revision }) => revision).sort((one, other) => other - one)
    },
    staleTime: 0,
    gcTime: 0,
  })
}

/** The text of one revision. */
export function useFileText(
  file: MaybeRefOrGetter<{ namespace: string; path: string; revision: number }>,
  isEnabled: () => boolean,
) {
  return useQuery({
    queryKey: ['files', 'text', computed(() => toValue(file))],
    queryFn: async () => {
      const { namespace, path, revision } = toValue(file)
      return (await readFile(namespace, path, revision)).text()
    },
    enabled: isEnabled,
  })
}

/** All files of a namespace as a zip archive. */
export async function exportFiles(namespace: string): Promise<Blob> {
  const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/files/export`
  return (await askFor(place)).blob()
}

export function useFileChange(namespace: () => string) {
  return useMutation({
    mutationFn: (change: FileChange) => make(namespace(), change),
    // Completion proposes the new names.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['names', 'files'] }),
  })
}

async function make(namespace: string, change: FileChange): Promise<void> {
  const params = { path: { namespace }, query: { path: `/${change.path}` } }
  if (change.kind === 'write') {
    const form = new FormData()
    form.append('fileContent', change.content, change.path.split('/').at(-1))
    await askFor(addressOf(namespace, change.path), { method: 'POST', body: form })
  } else if (change.kind === 'folder') {
    await answer(client.POST('/api/v1/namespaces/{namespace}/files/directory', { params }))
  } else if (change.kind === 'move') {
    const query = { from: `/${change.path}`, to: `/${change.to}` }
    await answer(
      client.PUT('/api/v1/namespaces/{namespace}/files', { params: { ...params, query } }),
    )
  } else {
    await answer(client.DELETE('/api/v1/namespaces/{namespace}/files', { params }))
  }
}

function addressOf(namespace: string, path: string): string {
  const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/files`
  return `${place}?path=${encodeURIComponent(`/${path}`)}`
}
