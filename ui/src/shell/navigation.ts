/** The places of the navigation; only those that exist. */
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { ExecutionIcon, FlowIcon, HomeIcon, LogsIcon, TriggerIcon } from '@/design/icons'
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
}

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
    id: 'flows',
    text: t('shell.nav.flows'),
    icon: FlowIcon,
    to: { name: 'flows' },
    routes: ['flows', 'flow', 'sourceSearch', 'newFlow'],
    key: 'f',
  },
  {
    id: 'executions',
    text: t('shell.nav.executions'),
    icon: ExecutionIcon,
    to: { name: 'executions' },
    routes: ['executions', 'execution', 'compare', 'errors'],
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
]
