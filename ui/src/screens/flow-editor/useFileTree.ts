/** The tree of a namespace's files: a folder is asked for when it is opened. */
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { listFolder, searchFiles, type FileEntry } from '@/resources/files'

export interface FileNode extends FileEntry {
  children?: FileNode[]
}

const SEARCH_MS = 250
const FOUND_MAX = 200

export function useFileTree(namespace: () => string) {
  // Lists are replaced as a whole: of ten thousand files nobody follows each.
  const folders = shallowReactive(new Map<string, FileEntry[]>())
  const open = ref<string[]>([])
  const filter = ref('')
  const found = shallowRef<FileEntry[]>()
  const error = ref<unknown>()
  let timer = 0

  const nodes = computed(() => (filter.value ? (found.value ?? []) : nodesOf('')))

  watch(namespace, reload, { immediate: true })
  watch(open, (now) => now.forEach((path) => void load(path)))
  watch(filter, (text) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void search(text), text ? SEARCH_MS : 0)
  })

  function nodesOf(folder: string): FileNode[] {
    return (folders.get(folder) ?? []).map((entry) =>
      entry.isFolder ? { ...entry, children: nodesOf(entry.path) } : entry,
    )
  }

  async function load(folder: string, isAnew = false): Promise<void> {
    if (!namespace() || (folders.has(folder) && !isAnew)) return
    try {
      folders.set(folder, await listFolder(namespace(), folder))
      error.value = undefined
    } catch (thrown) {
      error.value = thrown
    }
  }

  async function search(text: string): Promise<void> {
    if (!text) {
      found.value = undefined
      return
    }
    try {
      const paths = await searchFiles(namespace(), text)
      if (filter.value !== text) return
      found.value = paths
        .slice(0, FOUND_MAX)
        .map((path) => ({ path, name: path, isFolder: false, bytes: 0 }))
      error.value = undefined
    } catch (thrown) {
      error.value = thrown
    }
  }

  /** Ask again for all folders that are open. */
  async function reload(): Promise<void> {
    const known = ['', ...open.value]
    for (const folder of folders.keys()) if (!known.includes(folder)) folders.delete(folder)
    const gone = new Set<string>()
    for (const folder of known) {
      const parent = folder.split('/').slice(0, -1).join('/')
      const isThere =
        !folder ||
        (folders.get(parent) ?? []).some(({ path, isFolder }) => isFolder && path === folder)
      if (isThere) await load(folder, true)
      else gone.add(folder)
    }
    for (const folder of gone) folders.delete(folder)
    open.value = open.value.filter((folder) => !gone.has(folder))
    if (filter.value) await search(filter.value)
  }

  /** Show an entry by opening the folders above it. */
  async function reveal(path: string): Promise<void> {
    const parts = path.split('/').slice(0, -1)
    const above = parts.map((_, place) => parts.slice(0, place + 1).join('/'))
    open.value = [...new Set([...open.value, ...above])]
    await reload()
  }

  return { nodes, open, filter, error, reload, reveal }
}
