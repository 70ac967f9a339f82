import type { Section } from '../shape'

export const workers: Section<'workers'> = {
  title: 'ワーカー',
  label: 'サービス',
  columns: {
    state: '状態',
    type: 'サービス',
    host: 'マシン',
    group: 'グループ',
    places: '枠',
    running: '実行中',
    heard: '最終応答',
    started: '開始',
    id: 'ID',
  },
  type: {
    WEBSERVER: 'Web サーバー',
    EXECUTOR: 'エグゼキューター',
    WORKER: 'ワーカー',
    SCHEDULER: 'スケジューラー',
    INDEXER: 'インデクサー',
  },
  state: {
    RUNNING: '稼働中',
    DISCONNECTED: '応答なし',
    MAINTENANCE: 'メンテナンス中',
    TERMINATED_GRACEFULLY: '終了',
  },
  places: '{total} 中 {used}',
  tasks: { other: '{n} 件のタスク' },
  triggers: { other: '{n} 件のトリガー' },
  emptyTitle: 'まだどのサービスからも応答がありません',
  emptyText: '各サーバーは数秒ごとに応答します。',
}
