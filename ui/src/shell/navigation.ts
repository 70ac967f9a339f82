/** The places of the navigation; only those that exist. */
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import {
  AdminIcon,
  AuditIcon,
  BlockIcon,
  BlueprintIcon,
  ConcurrencyIcon,
  CredentialIcon,
  DashboardIcon,
  ExecutionIcon,
  FlowIcon,
  GovernanceIcon,
  HomeIcon,
  KeyValueIcon,
  LogsIcon,
  NamespaceIcon,
  UsersIcon,
  PluginIcon,
  SecretIcon,
  TaskRunIcon,
  TokenIcon,
  ToolIcon,
  TriggerIcon,
  WorkerIcon,
} from '@/design/icons'
import { t, type TextKey } from '@/i18n'

type NavKey = TextKey extends infer Key
  ? Key extends `shell.nav.${infer Name}`
    ? Name
    : never
  : never
type NamedPlace = Exclude<NavKey, `${string}.${string}`>

export interface Place {
  /** Its text is below it in `shell.nav`. */
  id: NamedPlace
  icon: Component
  to: RouteLocationRaw
  /** Names of the routes that belong to it. */
  routes: string[]
  /** The key after `g`. */
  key: string
  /** The group that it stands in; the first has no name. */
  section?: Section
  needs?: Needs
}

/** Who may see something: owners of the server, or whoever may list one of these everywhere. */
export type Needs = 'owner' | readonly string[]

export const SECTIONS = ['organise', 'build', 'admin'] as const
export type Section = (typeof SECTIONS)[number]

export const PLACES: Place[] = [
  {
    id: 'home',
    icon: HomeIcon,
    to: { name: 'home' },
    routes: ['home'],
    key: 'h',
  },
  {
    id: 'dashboards',
    icon: DashboardIcon,
    to: { name: 'dashboard' },
    routes: ['dashboard', 'newDashboard', 'editDashboard'],
    key: 'd',
    needs: ['DASHBOARD'],
  },
  {
    id: 'flows',
    icon: FlowIcon,
    to: { name: 'flows' },
    routes: ['flows', 'flow', 'playground', 'sourceSearch', 'newFlow'],
    key: 'f',
  },
  {
    id: 'executions',
    icon: ExecutionIcon,
    to: { name: 'executions' },
    routes: ['executions', 'execution', 'compare', 'errors', 'console'],
    key: 'e',
  },
  {
    id: 'logs',
    icon: LogsIcon,
    to: { name: 'logs' },
    routes: ['logs'],
    key: 'l',
  },
  {
    id: 'triggers',
    icon: TriggerIcon,
    to: { name: 'triggers' },
    routes: ['triggers', 'calendar', 'late'],
    key: 't',
  },
  {
    id: 'namespaces',
    icon: NamespaceIcon,
    to: { name: 'namespaces' },
    routes: ['namespaces', 'namespace'],
    key: 'n',
    section: 'organise',
  },
  {
    id: 'keys',
    icon: KeyValueIcon,
    to: { name: 'keys' },
    routes: ['keys'],
    key: 'k',
    section: 'organise',
  },
  {
    id: 'secrets',
    icon: SecretIcon,
    to: { name: 'secrets' },
    routes: ['secrets'],
    key: 's',
    section: 'organise',
  },
  {
    id: 'credentials',
    icon: CredentialIcon,
    to: { name: 'credentials' },
    routes: ['credentials'],
    key: 'r',
    needs: ['CREDENTIAL'],
    section: 'organise',
  },
  {
    id: 'reusableInputs',
    icon: BlockIcon,
    to: { name: 'reusableInputs' },
    routes: ['reusableInputs'],
    key: 'j',
    section: 'organise',
  },
  {
    id: 'blueprints',
    icon: BlueprintIcon,
    to: { name: 'blueprints' },
    routes: ['blueprints', 'blueprint'],
    key: 'b',
    needs: ['BLUEPRINT'],
    section: 'build',
  },
  {
    id: 'plugins',
    icon: PluginIcon,
    to: { name: 'plugins' },
    routes: ['plugins', 'pluginGroup', 'plugin'],
    key: 'p',
    section: 'build',
  },
  {
    id: 'system',
    icon: AdminIcon,
    to: { name: 'system' },
    routes: ['system'],
    key: 'y',
    needs: 'owner',
    section: 'admin',
  },
  {
    id: 'workers',
    icon: WorkerIcon,
    to: { name: 'workers' },
    routes: ['workers'],
    key: 'w',
    needs: 'owner',
    section: 'admin',
  },
  {
    id: 'taskRuns',
    icon: TaskRunIcon,
    to: { name: 'taskRuns' },
    routes: ['taskRuns'],
    key: 'u',
    section: 'admin',
  },
  {
    id: 'concurrency',
    icon: ConcurrencyIcon,
    to: { name: 'concurrency' },
    routes: ['concurrency'],
    key: 'c',
    section: 'admin',
  },
  {
    id: 'access',
    icon: UsersIcon,
    to: { name: 'access' },
    routes: ['access', 'profile'],
    key: 'i',
    needs: ['USER', 'GROUP', 'ROLE', 'BINDING', 'SERVICE_ACCOUNT', 'INVITATION'],
    section: 'admin',
  },
  {
    id: 'governance',
    icon: GovernanceIcon,
    to: { name: 'governance' },
    routes: ['governance'],
    key: 'v',
    needs: ['POLICY'],
    section: 'admin',
  },
  {
    id: 'audit',
    icon: AuditIcon,
    to: { name: 'audit' },
    routes: ['audit'],
    key: 'a',
    needs: ['AUDITLOG'],
    section: 'admin',
  },
  {
    id: 'tokens',
    icon: TokenIcon,
    to: { name: 'tokens' },
    routes: ['tokens'],
    key: 'o',
    section: 'admin',
  },
  {
    id: 'toolServers',
    icon: ToolIcon,
    to: { name: 'toolServers' },
    routes: ['toolServers'],
    key: 'm',
    needs: ['MCP_SERVER'],
    section: 'admin',
  },
]

/** What a place is called. */
export function placeText({ id }: Place): string {
  return t(`shell.nav.${id}`)
}

/** Places in their groups, in the order of the navigation; groups without any are left out. */
export function groupsOf(places: readonly Place[]) {
  return [undefined, ...SECTIONS]
    .map((section) => ({ section, places: places.filter((one) => one.section === section) }))
    .filter((group) => group.places.length)
}
