import type { Section } from '../shape'

export const logs: Section<'logs'> = {
  title: 'ログ',
  source: '{flow} {task}',
  flowAndTask: 'フローとタスク',
  task: 'タスク',
  emptyTitle: 'ログはまだありません',
  emptyText: '実行中のタスクの動作がここに記録されます。',
  filteredTitle: 'フィルターに一致する行はありません',
  filteredText: 'レベルを下げるか、期間を広げるか、フィルターを外してください。',
  activity: '時間ごとの行数',
  facets: '絞り込み',
  tail: 'ライブ表示',
}
