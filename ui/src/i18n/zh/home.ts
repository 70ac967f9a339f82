import type { Section } from '../shape'

export const home: Section<'home'> = {
  title: '首页',
  attention: '需要关注',
  nothing: '没有需要处理的事项',
  failing: { other: '连续失败 {n} 次' },
  since: '自',
  long: '已运行 {span}，通常 {usual}',
  triggerError: '无法评估：{error}',
  workerGone: '没有响应',
  worker: '工作节点 {name}',
  newest: '最新的执行',
  none: '还没有任何执行',
  noneText: '创建流程并执行它：其作用会显示在这里。',
  openList: '打开列表',
  blueprints: '从蓝图开始',
  createFlow: '创建流程',
}
