import type { Section } from '../shape'

export const home: Section<'home'> = {
  title: 'ホーム',
  attention: '対応が必要',
  nothing: '対応が必要なものはありません',
  failing: { other: '{n} 回連続で失敗' },
  since: '以来',
  long: '実行 {span}、通常 {usual}',
  triggerError: '評価できません: {error}',
  workerGone: '応答がありません',
  worker: 'ワーカー {name}',
  newest: '最新の実行',
  none: 'まだ何も実行されていません',
  noneText: 'フローを作成して実行すると、その動作がここに表示されます。',
  openList: 'リストを開く',
  blueprints: 'ブループリントから始める',
  createFlow: 'フローを作成',
}
