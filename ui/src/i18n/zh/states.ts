import type { Section } from '../shape'

export const states: Section<'states'> = {
  CREATED: '已创建',
  SUBMITTED: '已提交',
  QUEUED: '排队中',
  RUNNING: '运行中',
  PAUSED: '已暂停',
  BREAKPOINT: '断点',
  RETRYING: '重试中',
  RESTARTED: '已重启',
  RESUBMITTED: '已重新提交',
  KILLING: '终止中',
  SUCCESS: '成功',
  WARNING: '警告',
  FAILED: '失败',
  KILLED: '已终止',
  CANCELLED: '已取消',
  SKIPPED: '已跳过',
  RETRIED: '已重试',
}
