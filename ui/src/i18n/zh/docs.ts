import type { Section } from '../shape'

export const docs: Section<'docs'> = {
  title: '文档',
  pages: '页面',
  search: '搜索文档',
  found: { other: '{n} 个章节' },
  noneFound: '没有同时包含这些词的内容。',
  contents: '本页内容',
  panel: '帮助',
  open: '帮助：文档、快捷键、版本',
  tabs: { docs: '文档', shortcuts: '快捷键', about: '关于' },
  asPage: '以页面打开',
  version: '版本',
  api: 'API',
  apiLink: '所有调用的说明',
  learn: '了解{name}',
  expressions: '表达式',
}
