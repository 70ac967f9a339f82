import type { Section } from '../shape'

export const concurrency: Section<'concurrency'> = {
  title: '同時実行の上限',
  columns: { flow: 'フロー', use: '使用中', behavior: '超過時', queued: '待機中' },
  use: '{limit} 中 {running}',
  queued: '待機中の実行',
  queuedOf: '{flow} の待機中の実行',
  hint: '使用中の枠は実行から数えられるため、修正すべきカウンターはありません。フローのページで、待機中の実行をすぐに開始したり、枠を解放したりできます。',
  emptyTitle: '同時実行の上限があるフローはありません',
  emptyText: 'ソースに concurrency を書くと、フローが同時に実行する数が制限されます。',
}
