import type { Section } from '../shape'

export const taskRuns: Section<'taskRuns'> = {
  title: 'タスク実行',
  columns: { task: 'タスク', type: 'タイプ', execution: '実行' },
  type: 'タイプ',
  everyType: 'すべてのタイプ',
  least: '所要時間が次以上',
  anyDuration: '指定なし',
  searched:
    '条件に合う最新の {n} 件の実行から。状態で探すときは、成功しなかった実行も同数まで調べます。フィルターを絞ると、より過去まで調べられます。',
  emptyTitle: '一致するタスク実行はありません',
  emptyText: 'フィルターを外すか、より長い期間を表示してください。',
}
