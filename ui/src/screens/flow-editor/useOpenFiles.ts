/** The files that are open in tabs beside the source of the flow. */
import { computed, reactive, ref } from 'vue'
import { t } from '@/i18n'
import { readFile, useFileChange } from '@/resources/files'
import { tellDone, tellFailed } from '@/shell/toasts'

export type FileForm = 'text' | 'image' | 'binary' | 'large'

export interface OpenFile {
  path: string
  form: FileForm
  text: string
  saved: string
  bytes: number
  /** Of a picture, as a data address. */
  image: string
}

const OPEN_MAX = 20
const BYTES_MAX = 2_000_000
const IMAGE = /\.(png|jpe?g|gif|webp|bmp|svg|ico)$/i

export function useOpenFiles(namespace: () => string) {
  const files = reactive<OpenFile[]>([])
  /** The path of the tab that is shown; empty for the flow. */
  const active = ref('')
  const change = useFileChange(namespace)
  const isAnyDirty = computed(() => files.some(isDirty))

  async function open(path: string): Promise<void> {
    if (!files.some((file) => file.path === path)) {
      try {
        makeRoom()
        const file = await opened(path, await readFile(namespace(), path))
        if (!files.some((one) => one.path === path)) files.push(file)
      } catch (thrown) {
        tellFailed(t('flowEditor.files.failed', { path }), thrown)
        return
      }
    }
    active.value = path
  }

  /** Close the file that was opened first and has no changes, when there are many. */
  function makeRoom(): void {
    if (files.length < OPEN_MAX) return
    const first = files.find((file) => !isDirty(file))
    if (!first) throw new Error(t('flowEditor.tabs.tooMany', { n: OPEN_MAX }))
    close([first.path])
  }

  async function save(file: OpenFile): Promise<void> {
    const { path, text } = file
    if (file.form !== 'text' || text === file.saved) return
    try {
      await change.mutateAsync({ kind: 'write', path, content: new Blob([text]) })
      file.saved = text
      tellDone(t('flowEditor.files.saved', { path }))
    } catch (thrown) {
      tellFailed(t('flowEditor.files.failed', { path }), thrown)
    }
  }

  /** Save each file with changes; whether none is left. */
  async function saveAll(): Promise<boolean> {
    for (const file of files.filter(isDirty)) await save(file)
    return !isAnyDirty.value
  }

  function close(paths: string[]): void {
    const at = files.findIndex(({ path }) => path === active.value)
    for (const path of paths) {
      const place = files.findIndex((file) => file.path === path)
      if (place >= 0) files.splice(place, 1)
    }
    if (files.some(({ path }) => path === active.value)) return
    active.value = files[Math.min(Math.max(at, 0), files.length - 1)]?.path ?? ''
  }

  /** Entries were moved or deleted: what is typed in them stays where they are now. */
  function moved(from: string, to: string): void {
    for (const file of files) {
      const now = movedPath(file.path, from, to)
      if (active.value === file.path) active.value = now
      file.path = now
    }
  }

  function deleted(paths: string[]): void {
    close(files.map(({ path }) => path).filter((path) => paths.some((one) => isIn(path, one))))
  }

  return {
    files,
    active,
    isAnyDirty,
    open,
    save,
    saveAll,
    close,
    moved,
    deleted,
  }
}

export function isDirty({ text, saved }: OpenFile): boolean {
  return text !== saved
}

export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** Where a path is after an entry was moved. */
export function movedPath(path: string, from: string, to: string): string {
  return isIn(path, from) ? to + path.slice(from.length) : path
}

async function opened(path: string, content: Blob): Promise<OpenFile> {
  const file = { path, text: '', saved: '', image: '', bytes: content.size }
  if (content.size > BYTES_MAX) return { ...file, form: 'large' }
  if (IMAGE.test(path)) return { ...file, form: 'image', image: await dataAddress(content, path) }
  const text = textOf(await content.arrayBuffer())
  return text === undefined
    ? { ...file, form: 'binary' }
    : { ...file, form: 'text', text, saved: text }
}

function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    // It is no UTF-8, so no text that could be edited.
    return undefined
  }
}

function dataAddress(content: Blob, path: string): Promise<string> {
  const end = path.split('.').at(-1)?.toLowerCase() ?? ''
  const types: Record<string, string> = { svg: 'svg+xml', jpg: 'jpeg', ico: 'x-icon' }
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error(path))
    reader.readAsDataURL(new Blob([content], { type: `image/${types[end] ?? end}` }))
  })
}
