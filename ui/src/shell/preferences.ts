/** What a person likes, kept in this browser and applied at once. */
import { computed, reactive, watch } from 'vue'

export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  palette: 'usual' | 'safe'
  /** Of the pages, such as `de`; empty for that of the browser. */
  language: string
  /** Where lists begin; empty for all. */
  namespace: string
  logLevel: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
  /** Empty for what fits the state of the execution. */
  executionTab: string
  flowTab: string
  opensNewTab: boolean
  /** Empty for the zone of the browser. */
  zone: string
  hasSingleKeys: boolean
  editorFontSize: number
  /** Panels of the flow editor beside the code. */
  editorPanels: string[]
  environmentName: string
  environmentColor: string
  pageSize: number
  isNavFolded: boolean
  /** Seconds between two looks at the charts of a dashboard; 0 for none but the first. */
  dashboardRefresh: number
  /** Names of hidden columns, and of all in the reader's order, by table. */
  hiddenColumns: Record<string, string[]>
  columnOrder: Record<string, string[]>
  /** Widths and heights in pixels, by pane or column. */
  sizes: Record<string, number>
}

const KEY = 'tiercel.preferences'
const SAVE_MS = 150

const DEFAULTS: Preferences = {
  theme: 'system',
  palette: 'usual',
  language: '',
  namespace: '',
  logLevel: 'INFO',
  executionTab: '',
  flowTab: '',
  opensNewTab: false,
  zone: '',
  hasSingleKeys: true,
  editorFontSize: 12,
  editorPanels: ['files', 'problems', 'graph', 'docs'],
  environmentName: '',
  environmentColor: '',
  pageSize: 25,
  isNavFolded: false,
  dashboardRefresh: 60,
  hiddenColumns: {},
  columnOrder: {},
  sizes: {},
}

export const preferences = reactive<Preferences>({ ...DEFAULTS, ...stored() })

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
const system = reactive({ isDark: prefersDark.matches })
prefersDark.addEventListener('change', (event) => (system.isDark = event.matches))

/** The theme that is shown. */
export const theme = computed<'light' | 'dark'>(() => {
  if (preferences.theme !== 'system') return preferences.theme
  return system.isDark ? 'dark' : 'light'
})

let timer = 0
watch(preferences, () => {
  window.clearTimeout(timer)
  timer = window.setTimeout(keep, SAVE_MS)
})
window.addEventListener('pagehide', keep)
// Another tab changed something.
window.addEventListener('storage', (event) => {
  if (event.key === KEY) Object.assign(preferences, stored())
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

function keep(): void {
  localStorage.setItem(KEY, JSON.stringify(preferences))
}

function stored(): Partial<Preferences> {
  const found = readStored(KEY)
  return typeof found === 'object' && found !== null ? found : {}
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
