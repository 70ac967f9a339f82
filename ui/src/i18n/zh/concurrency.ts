import type { Section } from '../shape'

export const concurrency: Section<'concurrency'> = {
  title: '并发限制',
  columns: { flow: '流程', use: '使用中', behavior: '超出时', queued: '等待中' },
  use: '{running} / {limit}',
  queued: '排队的执行',
  queuedOf: '{flow} 排队的执行',
  hint: '使用中的名额由执行数得出，因此没有需要修正的计数器。可在流程页面立即启动排队的执行，或释放名额。',
  emptyTitle: '没有设置并发限制的流程',
  emptyText: '在源代码中写入 concurrency 可限制流程同时运行的执行数。',
}
