import type { Section } from '../shape'

export const logs: Section<'logs'> = {
  title: '日志',
  source: '{flow} {task}',
  flowAndTask: '流程和任务',
  task: '任务',
  emptyTitle: '还没有日志',
  emptyText: '执行运行时，任务会在此写下它们的操作。',
  filteredTitle: '没有匹配筛选条件的行',
  filteredText: '降低级别、扩大时间范围或移除筛选条件。',
  activity: '日志随时间的分布',
  facets: '缩小范围',
  tail: '实时跟踪',
}
