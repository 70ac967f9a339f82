/**
 * German; readers are addressed as “Sie”, buttons are infinitives. The terms are:
 *
 * flow: der Flow · execution: die Ausführung · task: der Task · task run: der Task-Lauf · attempt:
 * der Versuch · input, output: die Eingabe, die Ausgabe · state: der Status · trigger: der Trigger ·
 * schedule: der Zeitplan · backfill: der Backfill · namespace: der Namespace · revision: die
 * Revision · label: das Label · source: der Quelltext · key-value: der Schlüssel-Wert-Speicher ·
 * secret: das Secret · plugin default: die Plugin-Vorgabe · subflow: der Subflow · restart: neu
 * starten · replay: wiederholen · kill: abbrechen (hart) · cancel: stornieren
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

export const de = {
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
