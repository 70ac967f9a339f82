import type { Section } from '../shape'

export const playground: Section<'playground'> = {
  title: 'プレイグラウンド',
  open: 'プレイグラウンドで開く',
  about:
    'ここでの実行は実行のリストに表示されません。フローの最新のリビジョンを使い、実行するタスクより前のタスクは再実行されません。',
  edit: 'フローを編集',
  runAll: 'すべて実行',
  runTask: '{task} だけを実行',
  runFrom: '{task} から実行',
  alone: '単独',
  from: 'ここから実行',
  breakpoint: '{task} の前で停止',
  stop: '前で停止',
  execution: '値の取得元',
  run: '{date} {state} {id}',
  playgroundRun: '{date} {state} {id}、プレイグラウンド',
  goOn: '続行',
  step: '次のタスク',
  kill: '強制終了',
  showExecution: '実行を開く',
  task: 'タスク',
  state: '状態',
  duration: '所要時間',
  outputs: '{task} の出力',
  pick: 'タスクを選ぶと、その出力を確認し、別の出力に置き換えられます。',
  pinned: '固定',
  pin: 'この出力を固定',
  unpin: '記録された出力を使用',
  pinHint:
    '固定した出力は、実行するタスクより前にこのタスクがあるとき、その出力の代わりになります。',
  wrongJson: 'JSON オブジェクトではありません: {reason}',
  notRecorded:
    '{task} はこの実行では動いていません。一度すべてを実行するか、別の実行の値を使ってください。',
  notStarted: '実行を開始できませんでした',
  notResumed: '実行を続けられませんでした',
  notKilled: '実行を強制終了できませんでした',
  emptyTitle: 'このフローはまだ実行されていません',
  emptyText:
    'プレイグラウンドは、以前に記録された出力を使ってタスクを 1 つずつ実行します。フローを一度実行してから、ここで開いてください。',
  toFlow: 'フローへ移動',
}
