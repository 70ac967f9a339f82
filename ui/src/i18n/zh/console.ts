import type { Section } from '../shape'

export const console: Section<'console'> = {
  title: '表达式控制台',
  open: '打开控制台',
  execution: '执行',
  choose: '选择执行',
  asTask: '求值视角',
  whole: '整个执行',
  run: '{flow} {state} {date} {id}',
  expression: '表达式',
  placeholder: '{{ outputs.task.value }}',
  hint: 'Ctrl+Enter 求值，向上键调出之前的表达式。不会更改任何内容；密钥会被隐藏。',
  evaluate: '求值',
  again: '再次使用',
  clear: '清除',
  transcript: '已求值的表达式',
  emptyTitle: '还没有任何执行',
  emptyText: '表达式按执行所见来求值：它的输入、输出和变量。请先执行一个流程。',
}
