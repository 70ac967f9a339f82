import type { Section } from '../shape'

export const codeEditor: Section<'codeEditor'> = {
  save: '保存',
  execute: '执行流程',
  tryTask: '保存并单独运行光标处的任务',
  follow: '转到此处提到的流程或文件',
  larger: '增大字号',
  smaller: '减小字号',
  usual: '默认字号',
  foldTexts: '折叠或展开多行文本',
}
