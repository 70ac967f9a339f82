import type { Section } from '../shape'

export const console: Section<'console'> = {
  title: '式コンソール',
  open: 'コンソールを開く',
  execution: '実行',
  choose: '実行を選択',
  asTask: '評価する視点',
  whole: '実行全体',
  run: '{flow} {state} {date} {id}',
  expression: '式',
  placeholder: '{{ outputs.task.value }}',
  hint: 'Ctrl+Enter で評価し、上矢印で以前の式に戻ります。何も変更されません。シークレットは隠されます。',
  evaluate: '評価',
  again: 'もう一度使う',
  clear: 'クリア',
  transcript: '評価した式',
  emptyTitle: 'まだ何も実行されていません',
  emptyText:
    '式は、実行から見える入力、出力、変数を使って評価されます。まずフローを実行してください。',
}
