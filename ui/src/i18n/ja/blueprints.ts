import type { Section } from '../shape'

export const blueprints: Section<'blueprints'> = {
  title: 'ブループリント',
  kinds: { flow: 'フロー', dashboard: 'ダッシュボード' },
  kind: '種類',
  search: 'タイトル、説明、タイプを検索',
  tags: 'タグ',
  every: 'すべて',
  sort: '並べ替え',
  sorts: { 'publishedAt:desc': '新しい順', 'title:asc': 'タイトル順' },
  emptyTitle: '該当するブループリントがありません',
  emptyText: '別のタグを選ぶか、語を減らしてください。',
  use: '使用',
  copySource: 'ソースをコピー',
  included: '含まれるタイプ',
  graph: 'トポロジー',
  graphLabel: '{title} のタスク',
  source: 'ソース',
}
