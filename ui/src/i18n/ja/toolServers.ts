import type { Section } from '../shape'

export const toolServers: Section<'toolServers'> = {
  title: 'ツールサーバー',
  create: '新しいツールサーバー',
  edit: '{id} を変更',
  about:
    '言語モデルはサーバーのフローをツールとして扱います。サーバーを指定した McpToolTrigger 型のトリガーを持つフローが提供されます。',
  id: 'ID',
  idHint: '英数字、-、_ を 100 文字まで。',
  description: '説明',
  instructions: '指示',
  instructionsHint: '言語モデルがツールを選ぶ前に知っておくべきこと。',
  reach: '利用できる相手',
  address: 'アドレス',
  copy: '{id} のアドレスをコピー',
  tools: 'ツール',
  show: '表示',
  toolsOf: '{id} のツール',
  noTools: 'このサーバー用のトリガーを持つフローはありません。',
  off: 'オフ',
  on: 'オン',
  onOf: '{id} のツールを提供',
  saved: '{id} を保存しました',
  notSaved: 'サーバーは変更されませんでした',
  delete: '{id} を削除',
  deleteText:
    '言語モデルから利用できなくなります。フローは残り、そのトリガーは存在しないサーバーを指します。',
  deleted: '{id} を削除しました',
  reaches: { PRIVATE: 'サインインした人', PUBLIC: '全員' },
}
