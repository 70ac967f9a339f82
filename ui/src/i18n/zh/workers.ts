import type { Section } from '../shape'

export const workers: Section<'workers'> = {
  title: 'Worker',
  label: '服务',
  columns: {
    state: '状态',
    type: '服务',
    host: '主机',
    group: '分组',
    places: '名额',
    running: '运行中',
    heard: '最近心跳',
    started: '启动时间',
    id: 'ID',
  },
  type: {
    WEBSERVER: 'Web 服务器',
    EXECUTOR: '执行器',
    WORKER: 'Worker',
    SCHEDULER: '调度器',
    INDEXER: '索引器',
  },
  state: {
    RUNNING: '正常',
    DISCONNECTED: '失联',
    MAINTENANCE: '维护中',
    TERMINATED_GRACEFULLY: '已结束',
  },
  places: '{used} / {total}',
  tasks: { other: '{n} 个任务' },
  triggers: { other: '{n} 个触发器' },
  emptyTitle: '尚无服务上报',
  emptyText: '每台服务器每隔几秒上报一次。',
}
