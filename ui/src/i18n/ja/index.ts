/**
 * Japanese, in です・ます; buttons are nouns of action. The terms are:
 *
 * flow: フロー · execution: 実行 · task: タスク · task run: タスク実行 · attempt: 試行 · input, output: 入力、出力 ·
 * state: 状態 · trigger: トリガー · schedule: スケジュール · backfill: バックフィル · namespace: 名前空間 ·
 * revision: リビジョン · label: ラベル · source: ソース · key-value: キーバリュー · secret: シークレット ·
 * plugin default: プラグインの既定値 · subflow: サブフロー · restart: 再開始 · replay: リプレイ · kill: 強制終了 ·
 * cancel: キャンセル
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
import { triggers } from './triggers'
import { system } from './system'
import { workers } from './workers'
import { concurrency } from './concurrency'
import { taskRuns } from './taskRuns'
import { tokens } from './tokens'
import { toolServers } from './toolServers'

export const ja = {
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
  triggers,
  system,
  workers,
  concurrency,
  taskRuns,
  tokens,
  toolServers,
}
