import type { Section } from '../shape'

export const inputs: Section<'inputs'> = {
  true: '真',
  false: '假',
  notSet: '未设置',
  show: '显示值',
  typeItem: '输入后按 Enter',
  between: '{from} 至 {to}。',
  from: '{from} 或以上。',
  upTo: '最多 {to}。',
}
