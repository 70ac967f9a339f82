/** The code editor's library, its workers, its themes and schemas; loaded when used. */
import * as monaco from 'monaco-editor/esm/vs/editor/editor.api'
import './contributions'
import 'monaco-editor/esm/vs/basic-languages/yaml/yaml.contribution'
import 'monaco-editor/esm/vs/basic-languages/python/python.contribution'
import 'monaco-editor/esm/vs/basic-languages/sql/sql.contribution'
import 'monaco-editor/esm/vs/basic-languages/shell/shell.contribution'
import 'monaco-editor/esm/vs/basic-languages/markdown/markdown.contribution'
import { configureMonacoYaml, type MonacoYaml } from 'monaco-yaml'
import { computed, toRaw, watch } from 'vue'
import { preferences, theme } from '@/shell/preferences'
import { kindAt } from './completion'
import './enter'
import YamlWorker from './yaml.worker?worker'

window.MonacoEnvironment = {
  // That of YAML does what the editor's own one does as well: one file instead of two.
  getWorker: () => new YamlWorker(),
}

const TOKENS = [
  ['key', 'type'],
  ['str', 'string'],
  ['num', 'number'],
  ['kw', 'keyword'],
  ['com', 'comment'],
] as const

/** The theme of editors: that of the pages, or one of their own. */
export const editorTheme = computed(() =>
  preferences.editorTheme === 'pages' ? theme.value : preferences.editorTheme,
)

/** What a preference says of the look of any editor. */
export const editorLook = computed(() => {
  const own = preferences.editorFont.replace(/["\\]/g, '')
  return {
    fontSize: preferences.editorFontSize,
    fontFamily: own ? `"${own}", var(--font-mono)` : 'var(--font-mono)',
  }
})

watch(
  editorTheme,
  () => {
    define()
    monaco.editor.setTheme('tiercel')
  },
  { immediate: true, flush: 'post' },
)

/** A theme of the pages, made of its tokens: it need not be the one that they have. */
function define(): void {
  const sample = document.createElement('div')
  sample.dataset.theme = editorTheme.value
  document.body.append(sample)
  const style = getComputedStyle(sample)
  const color = (name: string) => long(style.getPropertyValue(`--${name}`).trim())
  monaco.editor.defineTheme('tiercel', {
    base: editorTheme.value === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: TOKENS.map(([token, name]) => ({
      token: name,
      foreground: color(`code-${token}`).replace('#', ''),
    })),
    colors: {
      'editor.background': color('canvas'),
      'editor.foreground': color('text'),
      'editorLineNumber.foreground': color('text-3'),
      'editorLineNumber.activeForeground': color('text'),
      'editor.lineHighlightBackground': color('hover'),
      'editorWidget.background': color('overlay'),
      'editorWidget.border': color('line'),
      'editorSuggestWidget.selectedBackground': color('active'),
      'editorSuggestWidget.selectedForeground': color('text'),
      'editorSuggestWidget.selectedIconForeground': color('text'),
      'editorSuggestWidget.highlightForeground': color('accent-text'),
      'editorSuggestWidget.focusHighlightForeground': color('accent-text'),
      focusBorder: color('focus'),
      // Words stand on these: a second layer below changed ones would leave too little contrast.
      'diffEditor.insertedLineBackground': color('st-success-tint'),
      'diffEditor.insertedTextBackground': `${color('st-success-tint')}00`,
      'diffEditor.insertedTextBorder': color('st-success-line'),
      'diffEditor.removedLineBackground': color('st-failed-tint'),
      'diffEditor.removedTextBackground': `${color('st-failed-tint')}00`,
      'diffEditor.removedTextBorder': color('st-failed-line'),
    },
  })
  sample.remove()
}

/** `#fff`, as style sheets are shortened, in the form that the editor reads. */
function long(color: string): string {
  return /^#[0-9a-f]{3}$/i.test(color) ? color.replace(/[0-9a-f]/gi, '$&$&') : color
}

/**
 * The editor as the support for YAML sees it. That proposes only types which fit the keys that are
 * there, so none that has other required ones; the editor of flows proposes all of them itself.
 */
const withoutTypes: typeof monaco = {
  ...monaco,
  languages: {
    ...monaco.languages,
    registerCompletionItemProvider: (selector, provider) =>
      monaco.languages.registerCompletionItemProvider(selector, {
        ...provider,
        provideCompletionItems: (model, position, ...rest) =>
          isOfType(model, position)
            ? undefined
            : provider.provideCompletionItems(model, position, ...rest),
      }),
  },
}

function isOfType(model: monaco.editor.ITextModel, { lineNumber }: monaco.Position): boolean {
  const isFlow = model.uri.path.endsWith('.flow.yaml')
  return isFlow && kindAt(model.getValue(), lineNumber) !== undefined
}

let yaml: MonacoYaml | undefined

const schemasByKind = new Map<string, object>()

/**
 * Completion and documentation from a schema, for all documents whose names end as `path` does,
 * such as `.flow.yaml`; what is wrong the server says.
 */
export function setSchema(path: string, schema: object): void {
  const kind = path.split('.').slice(-2).join('.')
  // They are sent to a worker, which takes no proxies.
  schemasByKind.set(kind, toRaw(schema))
  const schemas = [...schemasByKind].map(([ending, known]) => ({
    uri: `inmemory://schema/${ending}`,
    fileMatch: [`**/*.${ending}`],
    schema: known,
  }))
  // The server reports the same mistakes with better words and places: one list, no duplicates.
  const options = { enableSchemaRequest: false, validate: false, hover: true, completion: true }
  if (yaml) yaml.update({ ...options, schemas: schemas as never })
  else
    yaml = configureMonacoYaml(withoutTypes, {
      ...options,
      schemas: schemas as never,
    })
}

export { monaco }
