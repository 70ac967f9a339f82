import type { Section } from '../shape'

export const taskRuns: Section<'taskRuns'> = {
  title: '任务运行',
  columns: { task: '任务', type: '类型', execution: '执行' },
  type: '类型',
  everyType: '所有类型',
  least: '至少耗时',
  anyDuration: '任意',
  searched:
    '取自最新的 {n} 次匹配的执行；按状态查找时，另含同样多的未成功执行。缩小筛选范围可以追溯得更远。',
  emptyTitle: '没有匹配的任务运行',
  emptyText: '请移除筛选条件，或查看更长的时间范围。',
}
