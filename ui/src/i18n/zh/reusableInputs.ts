import type { Section } from '../shape'

export const reusableInputs: Section<'reusableInputs'> = {
  title: '可复用输入',
  create: '新建输入块',
  source: 'YAML 形式的输入块',
  revision: '版本 {n}',
  idHint: '字母、数字、点、- 和 _。流程用输入的 ref 引用它。',
  look: '查看 {name}',
  fixed: '它属于上级命名空间，请在那里更改。',
  removeText: '它将连同各版本一起删除。仍有流程使用时会保留。',
  emptyText:
    '输入块是命名空间及其下级的流程共用的输入。流程用类型为 REUSABLE_INPUTS 的输入引入它。',
  whichNamespace: '请选择要查看输入块的命名空间。',
  namespaces: '有输入块的命名空间',
}
