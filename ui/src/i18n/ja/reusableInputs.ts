import type { Section } from '../shape'

export const reusableInputs: Section<'reusableInputs'> = {
  title: '再利用可能な入力',
  create: '新しい入力ブロック',
  source: 'YAML のブロック',
  revision: 'リビジョン {n}',
  idHint: '英字、数字、ドット、- と _。フローは入力の ref でこれを指定します。',
  look: '{name} を見る',
  fixed: '上位の名前空間のもので、そこで変更します。',
  removeText: 'リビジョンごと削除されます。使うフローがある間は残ります。',
  emptyText:
    'ブロックは、名前空間とその配下のフローが共有する入力です。フローは REUSABLE_INPUTS 型の入力で取り込みます。',
  whichNamespace: 'ブロックを探す名前空間を選んでください。',
  namespaces: '入力ブロックのある名前空間',
}
