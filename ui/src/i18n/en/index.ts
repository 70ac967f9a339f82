/** English, the complete language: a file of texts for each screen. */
import { access } from './access'
import { account } from './account'
import { audit } from './audit'
import { blueprints } from './blueprints'
import { calendar } from './calendar'
import { codeEditor } from './codeEditor'
import { common } from './common'
import { compare } from './compare'
import { concurrency } from './concurrency'
import { console } from './console'
import { credentials } from './credentials'
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
import { governance } from './governance'
import { home } from './home'
import { inputs } from './inputs'
import { keys } from './keys'
import { logs } from './logs'
import { namespace } from './namespace'
import { namespaces } from './namespaces'
import { playground } from './playground'
import { plugins } from './plugins'
import { preferences } from './preferences'
import { records } from './records'
import { references } from './references'
import { reusableInputs } from './reusableInputs'
import { secrets } from './secrets'
import { shell } from './shell'
import { states } from './states'
import { system } from './system'
import { taskRuns } from './taskRuns'
import { tokens } from './tokens'
import { toolServers } from './toolServers'
import { triggers } from './triggers'
import { workers } from './workers'

export const en = {
  access,
  account,
  audit,
  blueprints,
  calendar,
  codeEditor,
  common,
  compare,
  concurrency,
  console,
  credentials,
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
  governance,
  home,
  inputs,
  keys,
  logs,
  namespace,
  namespaces,
  playground,
  plugins,
  preferences,
  records,
  references,
  reusableInputs,
  secrets,
  shell,
  states,
  system,
  taskRuns,
  tokens,
  toolServers,
  triggers,
  workers,
} as const
