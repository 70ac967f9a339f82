import type { Section } from '../shape'

export const errorsOverTime: Section<'errorsOverTime'> = {
  title: '错误',
  label: '错误随时间的变化',
  activity: '失败随时间的变化；拖动可选择时间范围',
  failed: '失败',
  columns: {
    count: '次数',
    error: '错误',
    flow: '流程',
    task: '任务',
    over: '趋势',
    first: '首次',
    last: '最近',
  },
  silent: '没有消息',
  bars: {
    other: '{n} 次失败：{counts}',
  },
  read: '已检查 {all} 次失败执行中最新的 {n} 次。',
  show: '显示出现 {error} 的执行',
  emptyTitle: '没有失败',
  emptyText: '这些筛选条件找到的执行都没有失败。',
}
