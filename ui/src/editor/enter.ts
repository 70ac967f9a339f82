/** Where the caret goes after Enter in YAML. */
import * as monaco from 'monaco-editor/esm/vs/editor/editor.api'

const KEY = /(?:[\w.$-]+|"[^"]*"|'[^']*')\s*:/.source
/** A key with nothing behind it, or with the sign of a text that follows. */
const HOLDER = `${KEY}\\s*(?:[|>][-+0-9]*\\s*)?$`
const { Indent } = monaco.languages.IndentAction

/** The keys of an item stand under its first one; what a key holds stands deeper than the key. */
const RULES: monaco.languages.OnEnterRule[] = [
  {
    beforeText: new RegExp(`^\\s*- +${HOLDER}`),
    action: { indentAction: Indent, appendText: '  ' },
  },
  {
    beforeText: new RegExp(`^\\s*- +${KEY}\\s+\\S`),
    action: { indentAction: Indent },
  },
  {
    beforeText: new RegExp(`^\\s*${HOLDER}`),
    action: { indentAction: Indent },
  },
]

function use(): void {
  monaco.languages.setLanguageConfiguration('yaml', { onEnterRules: RULES })
}

monaco.languages.onLanguageEncountered('yaml', () => {
  use()
  // The library's own rules come with this file, and the last ones count: put ours in their place,
  // whether they are in use already or not.
  void import('monaco-editor/esm/vs/basic-languages/yaml/yaml.js').then(({ conf }) => {
    conf.onEnterRules = RULES
    use()
  })
})

/** What models have and their types do not say. */
interface Tokenized {
  tokenization: { forceTokenization(line: number): void }
}

/**
 * The editor follows no rule while it has not read the lines before, which it does when the page
 * has time: let it read them when a line is ended.
 */
export function followRules(editor: monaco.editor.ICodeEditor): monaco.IDisposable {
  return editor.onKeyDown(({ keyCode }) => {
    const line = editor.getPosition()?.lineNumber
    if (keyCode !== monaco.KeyCode.Enter || !line) return
    const model = editor.getModel() as (monaco.editor.ITextModel & Tokenized) | null
    model?.tokenization.forceTokenization(line)
  })
}
