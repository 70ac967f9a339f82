/** Shortcuts: one listener, and the handlers of what is on the screen. */
import { onScopeDispose } from 'vue'
import { preferences } from './preferences'

/** By key: `j`, `?`, `shift+x`, `mod+k` (Ctrl or Cmd), `g f` (one after the other). */
export type Keys = Record<string, (event: KeyboardEvent) => void>

const SEQUENCE_MS = 1_000
const FIELDS = 'input, textarea, select, [contenteditable], .monaco-editor'
const FLOATING = '[role="dialog"], [role="menu"], [role="listbox"], [role="alertdialog"]'

const handlers: Keys[] = []
let before = ''
let beforeAt = 0

/** Hear keys as long as the component is there; the newest handler of a key gets it. */
export function useKeys(keys: Keys): void {
  handlers.unshift(keys)
  onScopeDispose(() => handlers.splice(handlers.indexOf(keys), 1))
}

export function startKeys(): void {
  window.addEventListener('keydown', hear)
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const name = nameOf(event)
  if (!name || !isMeant(event, name)) return
  const sequence = event.timeStamp - beforeAt < SEQUENCE_MS ? `${before} ${name}` : ''
  const act = find(sequence) ?? find(name)
  before = name
  beforeAt = event.timeStamp
  if (!act) return
  before = ''
  event.preventDefault()
  act(event)
}

function find(name: string): ((event: KeyboardEvent) => void) | undefined {
  return name ? handlers.find((keys) => name in keys)?.[name] : undefined
}

/** Lists of choices stay in the page while they are closed. */
function floats(): boolean {
  return [...document.querySelectorAll(FLOATING)].some((one) => one.checkVisibility())
}

/** Letters belong to fields and to what floats; with a modifier they are shortcuts everywhere. */
function isMeant(event: KeyboardEvent, name: string): boolean {
  if (name.startsWith('mod+') || /^F\d+$/.test(event.key)) return true
  const target = event.target instanceof Element ? event.target : document.body
  if (target.closest(FIELDS) || floats()) return false
  const isSingle = event.key.length === 1
  if (isSingle && !preferences.hasSingleKeys) return false
  // Enter and the space bar belong to what has the focus.
  return !(['Enter', ' '].includes(event.key) && target.closest('a, button, summary'))
}

function nameOf(event: KeyboardEvent): string {
  if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return ''
  const isLetter = /^[a-z]$/i.test(event.key)
  const key = isLetter ? event.key.toLowerCase() : event.key
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  const alt = event.altKey ? 'alt+' : ''
  // Of a sign such as `?` the shift key is a part.
  const shift = event.shiftKey && (isLetter || event.key.length > 1) ? 'shift+' : ''
  return mod + alt + shift + key
}
