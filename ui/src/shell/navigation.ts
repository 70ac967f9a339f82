/** The places of the navigation; only those that exist. */
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import {
  BlueprintIcon,
  DashboardIcon,
  ExecutionIcon,
  FlowIcon,
  HomeIcon,
  KeyValueIcon,
  LogsIcon,
  NamespaceIcon,
  PluginIcon,
  SecretIcon,
  TriggerIcon,
} from '@/design/icons'
import { t } from '@/i18n'

export interface Place {
  id: string
  text: string
  icon: Component
  to: RouteLocationRaw
  /** Names of the routes that belong to it. */
  routes: string[]
  /** The key after `g`. */
  key: string
  /** The group that it stands in; the first has no name. */
  section?: Section
}

export const SECTIONS = ['organise', 'build'] as const
export type Section = (typeof SECTIONS)[number]

export const PLACES: Place[] = [
  {
    id: 'home',
    text: t('shell.nav.home'),
    icon: HomeIcon,
    to: { name: 'home' },
    routes: ['home'],
    key: 'h',
  },
  {
    id: 'dashboards',
    text: t('shell.nav.dashboards'),
    icon: DashboardIcon,
    to: { name: 'dashboard' },
    routes: ['dashboard', 'newDashboard', 'editDashboard'],
    key: 'd',
  },
  {
    id: 'flows',
    text: t('shell.nav.flows'),
    icon: FlowIcon,
    to: { name: 'flows' },
    routes: ['flows', 'flow', 'playground', 'sourceSearch', 'newFlow'],
    key: 'f',
  },
  {
    id: 'executions',
    text: t('shell.nav.executions'),
    icon: ExecutionIcon,
    to: { name: 'executions' },
    routes: ['executions', 'execution', 'compare', 'errors', 'console'],
    key: 'e',
  },
  {
    id: 'logs',
    text: t('shell.nav.logs'),
    icon: LogsIcon,
    to: { name: 'logs' },
    routes: ['logs'],
    key: 'l',
  },
  {
    id: 'triggers',
    text: t('shell.nav.triggers'),
    icon: TriggerIcon,
    to: { name: 'triggers' },
    routes: ['triggers', 'calendar', 'late'],
    key: 't',
  },
  {
    id: 'namespaces',
    text: t('shell.nav.namespaces'),
    icon: NamespaceIcon,
    to: { name: 'namespaces' },
    routes: ['namespaces', 'namespace'],
    key: 'n',
    section: 'organise',
  },
  {
    id: 'keys',
    text: t('shell.nav.keys'),
    icon: KeyValueIcon,
    to: { name: 'keys' },
    routes: ['keys'],
    key: 'k',
    section: 'organise',
  },
  {
    id: 'secrets',
    text: t('shell.nav.secrets'),
    icon: SecretIcon,
    to: { name: 'secrets' },
    routes: ['secrets'],
    key: 's',
    section: 'organise',
  },
  {
    id: 'blueprints',
    text: t('shell.nav.blueprints'),
    icon: BlueprintIcon,
    to: { name: 'blueprints' },
    routes: ['blueprints', 'blueprint'],
    key: 'b',
    section: 'build',
  },
  {
    id: 'plugins',
    text: t('shell.nav.plugins'),
    icon: PluginIcon,
    to: { name: 'plugins' },
    routes: ['plugins', 'pluginGroup', 'plugin'],
    key: 'p',
    section: 'build',
  },
]

/** The places in their groups, in the order of the navigation; groups without any are left out. */
export const GROUPS: { section: Section | undefined; places: Place[] }[] = [undefined, ...SECTIONS]
  .map((section) => ({ section, places: PLACES.filter((place) => place.section === section) }))
  .filter(({ places }) => places.length)
