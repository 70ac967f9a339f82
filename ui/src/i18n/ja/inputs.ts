import type { Section } from '../shape'

export const inputs: Section<'inputs'> = {
  true: '真',
  false: '偽',
  notSet: '未設定',
  show: '値を表示',
  typeItem: '入力して Enter を押してください',
  between: '{from}～{to}。',
  from: '{from} 以上。',
  upTo: '{to} 以下。',
}
