/** Short messages in the corner: what was done, or why it was refused. */
import { reactive } from 'vue'
import { asApiError, type ApiError } from '@/api/error'

const SUCCESS_MS = 3_000
const SHOWN_MAX = 3

export interface Toast {
  id: number
  kind: 'success' | 'error'
  title: string
  text: string
  error?: ApiError
  undo?: () => void
}

const shown = reactive<Toast[]>([])
let next = 1

export const toasts: readonly Toast[] = shown

/** Something was done; gone by itself, with Undo if there is one. */
export function tellDone(title: string, options: { text?: string; undo?: () => void } = {}): void {
  const toast = add({ kind: 'success', title, text: options.text ?? '', undo: options.undo })
  window.setTimeout(() => dismiss(toast), SUCCESS_MS)
}

/** Something was refused: `title` says what. It stays until it is closed or the route changes. */
export function tellFailed(title: string, thrown: unknown): void {
  const error = asApiError(thrown)
  // The pages ask for credentials instead, and the banner tells that the server is gone.
  if (error.status === 401) return
  add({ kind: 'error', title, text: error.message, error })
}

export function dismiss(id: number): void {
  const place = shown.findIndex((toast) => toast.id === id)
  if (place >= 0) shown.splice(place, 1)
}

function add(toast: Omit<Toast, 'id'>): number {
  const id = next++
  shown.push({ ...toast, id })
  if (shown.length > SHOWN_MAX) shown.shift()
  return id
}

/** Errors leave with the page that they are about. */
export function clearErrors(): void {
  for (const toast of shown.filter((one) => one.kind === 'error')) dismiss(toast.id)
}
