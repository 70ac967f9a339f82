import type { Section } from '../shape'

export const namespaces: Section<'namespaces'> = {
  title: '名前空間',
  create: '新しい名前空間',
  createTitle: '新しい名前空間',
  createText:
    'フローが入った名前空間は一覧に表示されます。ここで作るとすぐに表示され、最初のフローより前にキー、シークレット、ファイルを入れられます。',
  createButton: '名前空間を作成',
  created: '名前空間 {name} を作成しました',
  notCreated: '名前空間を作成できませんでした',
  name: '名前',
  nameHint: '小文字、数字、- と _。ドットで上位の名前空間と区切ります。',
  description: '説明',
  filter: '名前空間を絞り込む',
  system: 'システムの名前空間を表示',
  flows: {
    other: '配下を含めてフロー {n} 件',
  },
  noMatch: '名前にこれを含む名前空間はありません',
  emptyTitle: '名前空間はまだありません',
  emptyText:
    '名前空間は company.team のようにドットで区切られた、フロー・ファイル・キー・シークレットのフォルダーです。フローがあれば自動的に表示され、フローのないものはここで作成すると表示されます。',
}
