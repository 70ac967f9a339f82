import type { Section } from '../shape'

export const docs: Section<'docs'> = {
  title: 'ドキュメント',
  pages: 'ページ',
  search: 'ドキュメントを検索',
  found: { other: '{n} 件のセクション' },
  noneFound: 'すべての語を含むものはありません。',
  contents: 'このページの内容',
  panel: 'ヘルプ',
  open: 'ヘルプ: ドキュメント、ショートカット、バージョン',
  tabs: { docs: 'ドキュメント', shortcuts: 'ショートカット', about: '情報' },
  asPage: 'ページで開く',
  version: 'バージョン',
  api: 'API',
  apiLink: 'すべての呼び出しの説明',
  learn: '{name} について',
  expressions: '式',
}
