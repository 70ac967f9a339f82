/**
 * Spanish; readers are addressed as “usted”, buttons are infinitives. The terms are:
 *
 * flow: el flujo · execution: la ejecución · task: la tarea · task run: la ejecución de tarea ·
 * attempt: el intento · input, output: la entrada, la salida · state: el estado · trigger: el
 * disparador · schedule: la programación · backfill: la recuperación · namespace: el espacio de
 * nombres · revision: la revisión · label: la etiqueta · source: el código fuente · key-value:
 * clave-valor · secret: el secreto · plugin default: el valor predeterminado de plugin · subflow: el
 * subflujo · restart: reiniciar · replay: repetir · kill: detener · cancel: cancelar
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

export const es = {
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
