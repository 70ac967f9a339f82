/**
 * Chinese in simplified characters. The terms are:
 *
 * flow: 流程 · execution: 执行 · task: 任务 · task run: 任务执行 · attempt: 尝试 · input, output: 输入、输出 · state: 状态 ·
 * trigger: 触发器 · schedule: 定时计划 · backfill: 补跑 · namespace: 命名空间 · revision: 修订版 · label: 标签 ·
 * source: 源码 · key-value: 键值 · secret: 密钥 · plugin default: 插件默认值 · subflow: 子流程 · restart: 重启 ·
 * replay: 重放 · kill: 终止 · cancel: 取消
 */
import { sectionsOf } from '../shape'

export const zh = sectionsOf(import.meta.glob(['./*.ts', '!./index.ts'], { eager: true }))
