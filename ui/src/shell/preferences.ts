/**
 * What a person likes, applied at once. The server has it, see `resources/preferences.ts`; this
 * browser keeps a copy for what is drawn before the server answers.
 */
import { computed, reactive, toRaw, watch } from 'vue'
import type { components } from '@/api/schema'

export type Preferences = Required<components['schemas']['Preferences']>
export type PreferenceName = keyof Preferences

const KEY = 'tiercel.preferences'
const UNSENT = 'tiercel.preferences.unsent'
const SAVE_MS = 150

function defaults(): Preferences {
  return {
    theme: 'system',
    palette: 'usual',
    // Of the pages, such as `de`; empty for that of the browser.
    language: '',
    // Where lists begin; empty for all.
    namespace: '',
    logLevel: 'INFO',
    // As is usual of a log: that of an execution from its beginning, the search from its end.
    logOrder: 'usual',
    hasWrappedLogs: false,
    // Empty for what fits the state of the execution.
    executionTab: '',
    flowTab: '',
    opensNewTab: false,
    // Empty for the zone of the browser.
    zone: '',
    dateForm: 'short',
    hasSingleKeys: true,
    editorFontSize: 12,
    // Of this computer; empty for that of the pages.
    editorFont: '',
    editorTheme: 'pages',
    hasFoldedTexts: false,
    firstEditor: 'code',
    // Panels of the flow editor beside the code.
    editorPanels: ['files', 'problems', 'graph', 'docs'],
    environmentName: '',
    environmentColor: '',
    pageSize: 25,
    isNavFolded: false,
    // Ids of places that the navigation leaves out.
    hiddenPlaces: [],
    // Seconds between two looks at the charts of a dashboard; 0 for none but the first.
    dashboardRefresh: 60,
    // Names of hidden columns, and of all in the reader's order, by table.
    hiddenColumns: {},
    columnOrder: {},
    // Widths and heights in pixels, by pane or column.
    sizes: {},
    // The id of the view that a list begins with, by list.
    usualViews: {},
    bookmarks: [],
  }
}

const NAMES = Object.keys(defaults()) as PreferenceName[]

export const preferences = reactive<Preferences>({ ...defaults(), ...stored() })

/** Names of what was changed here and the server does not know yet; another list for each change. */
export const changes = reactive({ unsent: storedNames() })

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
const system = reactive({ isDark: prefersDark.matches })
prefersDark.addEventListener('change', (event) => (system.isDark = event.matches))

/** The theme that is shown. */
export const theme = computed<'light' | 'dark'>(() => {
  if (preferences.theme !== 'system') return preferences.theme
  return system.isDark ? 'dark' : 'light'
})

let known = texts()
let timer = 0
watch(preferences, () => {
  window.clearTimeout(timer)
  timer = window.setTimeout(keep, SAVE_MS)
})
window.addEventListener('pagehide', keep)
// Another tab changed something, and sends it itself.
window.addEventListener('storage', (event) => {
  if (event.key !== KEY) return
  Object.assign(preferences, stored())
  known = texts()
})

watch(
  [theme, () => preferences.palette],
  ([name, palette]) => {
    document.documentElement.dataset.theme = name
    if (palette === 'safe') document.documentElement.dataset.palette = 'safe'
    else delete document.documentElement.dataset.palette
  },
  { immediate: true },
)

/** Take over what the server has, but for what was changed here in the meantime. */
export function accept(found: Partial<Preferences>): void {
  keep()
  const all: Preferences = { ...defaults(), ...found }
  for (const name of NAMES) {
    const isNew = JSON.stringify(all[name]) !== known[name]
    if (isNew && !changes.unsent.includes(name)) Object.assign(preferences, { [name]: all[name] })
  }
  known = texts()
  write()
}

/** Those of a list of preferences as they are now, as the API takes them. */
export function valuesOf(names: readonly PreferenceName[]): Partial<Preferences> {
  return JSON.parse(
    JSON.stringify(Object.fromEntries(names.map((name) => [name, preferences[name]]))),
  )
}

/** The server has these values now: what has changed again since stays to be sent. */
export function acknowledge(sent: Partial<Preferences>): void {
  const isSent = (name: PreferenceName) =>
    name in sent && JSON.stringify(sent[name]) === JSON.stringify(preferences[name])
  changes.unsent = changes.unsent.filter((name) => !isSent(name))
  write()
}

/** Have everything sent that is not as it is at first. */
export function sendAll(): void {
  const first = defaults()
  changes.unsent = NAMES.filter((name) => known[name] !== JSON.stringify(first[name]))
  write()
}

/** Give up what the server does not take. */
export function forgetUnsent(): void {
  changes.unsent = []
  write()
}

function keep(): void {
  window.clearTimeout(timer)
  const now = texts()
  const changed = NAMES.filter((name) => now[name] !== known[name])
  known = now
  if (changed.length) changes.unsent = [...new Set([...changes.unsent, ...changed])]
  write()
}

/** What they are now, whoever follows them: nothing is followed by reading it here. */
function texts(): Record<PreferenceName, string> {
  const plain = toRaw(preferences)
  const pairs = NAMES.map((name) => [name, JSON.stringify(plain[name])])
  return Object.fromEntries(pairs) as Record<PreferenceName, string>
}

function write(): void {
  localStorage.setItem(KEY, JSON.stringify(preferences))
  localStorage.setItem(UNSENT, JSON.stringify(changes.unsent))
}

function stored(): Partial<Preferences> {
  const found = readStored(KEY)
  if (typeof found !== 'object' || found === null) return {}
  return Object.fromEntries(Object.entries(found).filter(([name]) => isName(name)))
}

function storedNames(): PreferenceName[] {
  const found = readStored(UNSENT)
  return Array.isArray(found) ? found.filter(isName) : []
}

function isName(name: unknown): name is PreferenceName {
  return NAMES.includes(name as PreferenceName)
}

/** What this browser kept below a key; what is broken counts as nothing. */
export function readStored(key: string): unknown {
  const text = localStorage.getItem(key)
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
