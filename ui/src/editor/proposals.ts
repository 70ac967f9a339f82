/** Completion beyond the schema, in the form that the code editor asks for. */
import type * as monaco from 'monaco-editor/esm/vs/editor/editor.api'
import type { Completion, Place } from './completion'
import type { Suggestion } from './expressions'

type Api = typeof monaco
export type Completer = (source: string, place: Place) => Promise<Completion>

const TRIGGERS = ['.', '{', ' ', '|', "'", '"', '/', ':']

/** Propose for one model, until what is returned is disposed of. */
export function propose(
  { languages, Range }: Api,
  model: monaco.editor.ITextModel,
  complete: Completer,
): monaco.IDisposable {
  const kinds: Record<NonNullable<Suggestion['kind']>, monaco.languages.CompletionItemKind> = {
    variable: languages.CompletionItemKind.Variable,
    function: languages.CompletionItemKind.Function,
    value: languages.CompletionItemKind.Value,
    key: languages.CompletionItemKind.Property,
    file: languages.CompletionItemKind.File,
  }
  return languages.registerCompletionItemProvider(model.getLanguageId(), {
    triggerCharacters: TRIGGERS,
    async provideCompletionItems(asked, { lineNumber, column }) {
      if (asked !== model) return undefined
      const { from, suggestions } = await complete(asked.getValue(), { line: lineNumber, column })
      const range = new Range(lineNumber, from, lineNumber, column)
      return {
        suggestions: suggestions.map((one) => ({
          label: one.label,
          detail: one.detail,
          documentation: one.about ? { value: one.about } : undefined,
          insertText: one.insert ?? one.label,
          insertTextRules: one.insert
            ? languages.CompletionItemInsertTextRule.InsertAsSnippet
            : undefined,
          kind: kinds[one.kind ?? 'variable'],
          range,
        })),
      }
    },
  })
}
