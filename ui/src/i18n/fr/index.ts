/**
 * French; readers are addressed as “vous”, buttons are infinitives. The terms are:
 *
 * flow: le flow · execution: l’exécution · task: la tâche · task run: l’exécution de tâche · attempt:
 * la tentative · input, output: l’entrée, la sortie · state: l’état · trigger: le déclencheur ·
 * schedule: la planification · backfill: le rattrapage · namespace: l’espace de noms · revision: la
 * révision · label: le label · source: la source · key-value: clé-valeur · secret: le secret · plugin
 * default: la valeur par défaut de plugin · subflow: le sous-flow · restart: redémarrer · replay:
 * rejouer · kill: arrêter · cancel: annuler
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

export const fr = {
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
