import type { Section } from '../shape'

export const references: Section<'references'> = {
  title: '使用 {name} 的流程',
  flows: { other: '{n} 个流程' },
  showOf: { other: '{n} 个流程使用 {name}' },
  none: '没有流程',
  unknown: '未知',
  flow: '流程',
  task: '任务或触发器',
  path: '属性',
  more: '这是 {n} 处中的前若干处。',
  searching: '尚未查完所有流程。',
  computed: '由表达式计算的名称在运行时才能得知。',
}
