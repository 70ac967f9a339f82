/**
 * Chinese in simplified characters. The terms are:
 *
 * flow: 流程 · execution: 执行 · task: 任务 · task run: 任务执行 · attempt: 尝试 · input, output: 输入、输出 · state: 状态 ·
 * trigger: 触发器 · schedule: 定时计划 · backfill: 补跑 · namespace: 命名空间 · revision: 修订版 · label: 标签 ·
 * source: 源码 · key-value: 键值 · secret: 密钥 · plugin default: 插件默认值 · subflow: 子流程 · restart: 重启 ·
 * replay: 重放 · kill: 终止 · cancel: 取消
 */
import { account } from './account'
import { blueprints } from './blueprints'
import { calendar } from './calendar'
import { codeEditor } from './codeEditor'
import { common } from './common'
import { compare } from './compare'
import { console } from './console'
import { dashboards } from './dashboards'
import { errorsOverTime } from './errorsOverTime'
import { docs } from './docs'
import { execute } from './execute'
import { execution } from './execution'
import { executions } from './executions'
import { filters } from './filters'
import { flow } from './flow'
import { flowEditor } from './flowEditor'
import { flows } from './flows'
import { home } from './home'
import { inputs } from './inputs'
import { keys } from './keys'
import { logs } from './logs'
import { namespace } from './namespace'
import { namespaces } from './namespaces'
import { playground } from './playground'
import { plugins } from './plugins'
import { preferences } from './preferences'
import { references } from './references'
import { secrets } from './secrets'
import { shell } from './shell'
import { states } from './states'
import { system } from './system'
import { triggers } from './triggers'
import { workers } from './workers'
import { concurrency } from './concurrency'
import { taskRuns } from './taskRuns'
import { tokens } from './tokens'
import { toolServers } from './toolServers'

export const zh = {
  account,
  blueprints,
  calendar,
  codeEditor,
  common,
  compare,
  console,
  dashboards,
  errorsOverTime,
  docs,
  execute,
  execution,
  executions,
  filters,
  flow,
  flowEditor,
  flows,
  home,
  inputs,
  keys,
  logs,
  namespace,
  namespaces,
  playground,
  plugins,
  preferences,
  references,
  secrets,
  shell,
  states,
  system,
  triggers,
  workers,
  concurrency,
  taskRuns,
  tokens,
  toolServers,
}
