import type { Section } from '../shape'

export const namespaces: Section<'namespaces'> = {
  title: '命名空间',
  create: '新建命名空间',
  createTitle: '新建命名空间',
  createText:
    '命名空间中有了流程就会列出。在此创建则立即列出，并可在第一个流程之前放入键、密钥和文件。',
  createButton: '创建命名空间',
  created: '已创建命名空间 {name}',
  notCreated: '命名空间未创建',
  name: '名称',
  nameHint: '小写字母、数字、- 和 _；用点与上级命名空间分隔。',
  description: '描述',
  filter: '筛选命名空间',
  system: '显示系统命名空间',
  flows: {
    other: '其中及下级有 {n} 个流程',
  },
  noMatch: '没有名称包含此内容的命名空间',
  emptyTitle: '还没有命名空间',
  emptyText:
    '命名空间是以点分隔的文件夹，存放流程、文件、键和密钥，例如 company.team。流程会带来自己的命名空间；尚无流程的命名空间在此创建后才会列出。',
}
