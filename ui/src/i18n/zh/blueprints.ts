import type { Section } from '../shape'

export const blueprints: Section<'blueprints'> = {
  title: '蓝图',
  kinds: { flow: '流程', dashboard: '仪表板' },
  kind: '类别',
  search: '搜索标题、描述和类型',
  tags: '标签',
  every: '全部',
  sort: '排序',
  sorts: { 'publishedAt:desc': '最新优先', 'title:asc': '按标题' },
  emptyTitle: '没有匹配的蓝图',
  emptyText: '换一个标签，或减少关键词。',
  use: '使用',
  copySource: '复制源码',
  included: '包含的类型',
  graph: '拓扑',
  graphLabel: '{title} 的任务',
  source: '源码',
}
