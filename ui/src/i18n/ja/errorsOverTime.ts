import type { Section } from '../shape'

export const errorsOverTime: Section<'errorsOverTime'> = {
  title: 'エラー',
  label: 'エラーの推移',
  activity: '失敗の推移。ドラッグして期間を選択できます',
  failed: '失敗',
  columns: {
    count: '件数',
    error: 'エラー',
    flow: 'フロー',
    task: 'タスク',
    over: '推移',
    first: '最初',
    last: '最後',
  },
  silent: 'メッセージなし',
  bars: {
    other: '失敗 {n} 件: {counts}',
  },
  read: '失敗した {all} 件の実行のうち、新しい {n} 件を調べました。',
  show: '{error} の実行を表示',
  emptyTitle: '失敗はありません',
  emptyText: 'このフィルターに一致する実行に、失敗したものはありません。',
}
