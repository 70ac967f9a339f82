import type { Section } from '../shape'

export const states: Section<'states'> = {
  CREATED: '作成済み',
  SUBMITTED: '送信済み',
  QUEUED: '待ち行列',
  RUNNING: '実行中',
  PAUSED: '一時停止',
  BREAKPOINT: 'ブレークポイント',
  RETRYING: '再試行中',
  RESTARTED: '再開始',
  RESUBMITTED: '再送信済み',
  KILLING: '強制終了中',
  SUCCESS: '成功',
  WARNING: '警告',
  FAILED: '失敗',
  KILLED: '強制終了',
  CANCELLED: 'キャンセル',
  SKIPPED: 'スキップ',
  RETRIED: '再試行済み',
}
