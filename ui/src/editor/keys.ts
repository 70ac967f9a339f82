/** The keys of the code editor beyond its own: those of a page that saves and executes. */
import { KeyCode, KeyMod, editor as monacoEditor } from 'monaco-editor/esm/vs/editor/editor.api'
import { t, type TextKey } from '@/i18n'
import { preferences } from '@/shell/preferences'
import { entriesOf } from './outline'

type Editor = monacoEditor.IStandaloneCodeEditor
export interface Acts {
  save: () => void
  execute: () => void
  tryTask: () => void
  follow: () => void
}

const FONT_MIN = 8
const FONT_MAX = 28
const FONT_USUAL = 12
const { CtrlCmd, Shift } = KeyMod
const chord = (second: KeyCode) => KeyMod.chord(CtrlCmd | KeyCode.KeyK, second)

// Of all editors, and known without an action of ours.
monacoEditor.addKeybindingRules([
  { keybinding: chord(KeyCode.KeyC), command: 'editor.action.addCommentLine' },
  { keybinding: chord(KeyCode.KeyU), command: 'editor.action.removeCommentLine' },
  { keybinding: chord(KeyCode.KeyL), command: 'editor.toggleFold' },
  { keybinding: CtrlCmd | KeyCode.KeyP, command: 'editor.action.quickCommand' },
])

/** The actions are listed in the editor's command palette as well. */
export function addKeys(editor: Editor, acts: Acts): void {
  const add = (id: string, text: TextKey, key: number, run: () => void) =>
    editor.addAction({ id: `tiercel.${id}`, label: t(text), keybindings: [key], run })
  add('save', 'codeEditor.save', CtrlCmd | KeyCode.KeyS, acts.save)
  add('execute', 'codeEditor.execute', CtrlCmd | KeyCode.KeyE, acts.execute)
  add('tryTask', 'codeEditor.tryTask', CtrlCmd | Shift | KeyCode.Enter, acts.tryTask)
  add('follow', 'codeEditor.follow', KeyCode.F12, acts.follow)
  add('larger', 'codeEditor.larger', CtrlCmd | KeyCode.UpArrow, () => resize(1))
  add('smaller', 'codeEditor.smaller', CtrlCmd | KeyCode.DownArrow, () => resize(-1))
  add('usual', 'codeEditor.usual', CtrlCmd | KeyCode.Digit0, () => {
    preferences.editorFontSize = FONT_USUAL
  })
  add('foldTexts', 'codeEditor.foldTexts', KeyCode.F10, () => toggleTexts(editor))
}

function resize(by: number): void {
  const size = preferences.editorFontSize + by
  preferences.editorFontSize = Math.min(FONT_MAX, Math.max(FONT_MIN, size))
}

const folded = new WeakSet<Editor>()

/** Fold all texts of several lines, such as scripts, or show them again. */
export function toggleTexts(editor: Editor): void {
  const source = editor.getModel()?.getValue() ?? ''
  const selectionLines = entriesOf(source)
    .filter(({ value }) => /^[|>]/.test(value))
    .map(({ line }) => line - 1)
  if (!selectionLines.length) return
  const isFolded = folded.has(editor)
  editor.trigger('keys', isFolded ? 'editor.unfold' : 'editor.fold', { selectionLines, levels: 1 })
  if (isFolded) folded.delete(editor)
  else folded.add(editor)
}
