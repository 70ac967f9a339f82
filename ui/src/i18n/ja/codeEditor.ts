import type { Section } from '../shape'

export const codeEditor: Section<'codeEditor'> = {
  save: '保存',
  execute: 'フローを実行',
  tryTask: '保存してカーソル位置のタスクだけを実行',
  follow: 'ここに書かれたフローまたはファイルへ移動',
  larger: '文字を大きく',
  smaller: '文字を小さく',
  usual: '標準の文字サイズ',
  foldTexts: '複数行のテキストを折りたたむ・展開する',
}
