import type { Section } from '../shape'

export const references: Section<'references'> = {
  title: '{name} を使うフロー',
  flows: { other: 'フロー {n} 件' },
  showOf: { other: '{n} 件のフローが {name} を使用' },
  none: 'フローなし',
  unknown: '不明',
  flow: 'フロー',
  task: 'タスクまたはトリガー',
  path: 'プロパティ',
  more: '{n} か所のうち最初のものです。',
  searching: 'まだすべてのフローを調べ終えていません。',
  computed: '式が計算する名前は、実行時までわかりません。',
}
