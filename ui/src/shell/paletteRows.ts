/** Rows of the palette: what they say, and where they lead. */
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { lookOf } from '@/design/states'
import {
  CreateIcon,
  EditIcon,
  ExecuteIcon,
  ExecutionIcon,
  FlowIcon,
  KeyValueIcon,
  LogsIcon,
  NamespaceIcon,
  PluginIcon,
  PreferencesIcon,
  RestartRevisionIcon,
  ThemeIcon,
} from '@/design/icons'
import { shortId } from '@/format/numbers'
import { t } from '@/i18n'
import type { Found } from '@/resources/search'
import type { Kept } from './kept'
import { placeText, type Place } from './navigation'

export interface Row {
  id: string
  icon: Component
  /** The name, and what stands palely after it. */
  text: string
  after?: string
  /** At the right end. */
  note?: string
  tone?: string
  /** Its text is an id, in mono. */
  isId?: boolean
  to?: RouteLocationRaw
  act?: () => void | Promise<void>
  /** What can be done with it, by Tab. */
  more?: Row[]
}

export interface Group {
  title: string
  rows: Row[]
}

export function foundGroups(found: Found[]): Group[] {
  const of = (...kinds: Found['kind'][]) => found.filter((one) => kinds.includes(one.kind))
  return [
    { title: t('shell.palette.flows'), rows: of('flow').map(flowRow) },
    { title: t('shell.palette.executions'), rows: of('execution').map(executionRow) },
    {
      title: t('shell.palette.elsewhere'),
      rows: of('namespace', 'key', 'plugin').map(elsewhereRow),
    },
  ].filter((group) => group.rows.length)
}

function flowRow({ id, namespace }: Found): Row {
  const params = { namespace, id }
  const filters = {
    'filters[namespace][EQUALS]': namespace,
    'filters[flowId][EQUALS]': id,
    page: '1',
  }
  return {
    id: `flow ${namespace}.${id}`,
    icon: FlowIcon,
    text: id,
    after: namespace,
    to: { name: 'flow', params },
    more: [
      {
        id: 'execute',
        icon: ExecuteIcon,
        text: t('shell.palette.execute', { name: id }),
        to: executeTarget(namespace, id),
      },
      {
        id: 'edit',
        icon: EditIcon,
        text: t('shell.palette.edit', { name: id }),
        to: { name: 'flow', params: { ...params, tab: 'edit' } },
      },
      {
        id: 'executions',
        icon: ExecutionIcon,
        text: t('shell.palette.executionsOf', { name: id }),
        to: { name: 'executions', query: filters },
      },
      {
        id: 'logs',
        icon: LogsIcon,
        text: t('shell.palette.logsOf', { name: id }),
        to: { name: 'logs', query: filters },
      },
    ],
  }
}

/** The page of a flow with its execute dialog open. */
export function executeTarget(namespace: string, id: string): RouteLocationRaw {
  return { name: 'flow', params: { namespace, id }, query: { execute: '' } }
}

function executionRow({ id, namespace, flowId, state }: Found): Row {
  const look = lookOf(state)
  return {
    id: `execution ${id}`,
    icon: look.icon,
    tone: look.tone,
    isId: true,
    text: shortId(id),
    after: `${namespace} ${flowId}`,
    note: t('shell.palette.execution'),
    to: { name: 'execution', params: { namespace, flowId, id } },
  }
}

function elsewhereRow({ kind, id, namespace }: Found): Row {
  if (kind === 'namespace') {
    return {
      id: `namespace ${id}`,
      icon: NamespaceIcon,
      text: id,
      note: t('shell.palette.namespace'),
      to: { name: 'namespace', params: { id } },
    }
  }
  if (kind === 'plugin') {
    return {
      id: `plugin ${id}`,
      icon: PluginIcon,
      text: id,
      note: t('shell.palette.plugin'),
      to: { name: 'plugin', params: { cls: id } },
    }
  }
  // The flows that name it: what most want to know of a key.
  return {
    id: `key ${namespace} ${id}`,
    icon: KeyValueIcon,
    text: id,
    after: namespace,
    note: t('shell.palette.key'),
    to: { name: 'sourceSearch', query: { q: id } },
  }
}

export function recentRows(kept: readonly Kept[]): Row[] {
  return kept.map(({ path, text }) => ({
    id: `recent ${path}`,
    icon: path.startsWith('/executions') ? ExecutionIcon : FlowIcon,
    text,
    to: path,
  }))
}

/** What can be done from everywhere. */
export function actionRows(
  acts: { toggleTheme: () => void; goToLastFailed: () => Promise<void> },
  places: readonly Place[],
): Row[] {
  return [
    {
      id: 'create',
      icon: CreateIcon,
      text: t('shell.palette.createFlow'),
      to: { name: 'newFlow' },
    },
    {
      id: 'failed',
      icon: RestartRevisionIcon,
      text: t('shell.palette.lastFailed'),
      act: acts.goToLastFailed,
    },
    { id: 'theme', icon: ThemeIcon, text: t('shell.palette.toggleTheme'), act: acts.toggleTheme },
    ...places.map((place) => ({
      id: `go ${place.id}`,
      icon: place.icon,
      text: t('shell.palette.goTo', { name: placeText(place) }),
      note: `g ${place.key}`,
      to: place.to,
    })),
    {
      id: 'preferences',
      icon: PreferencesIcon,
      text: t('shell.palette.goTo', { name: t('shell.preferences') }),
      to: { name: 'preferences' },
    },
  ]
}

/** Those whose text has all of the words. */
export function fitting(rows: Row[], text: string): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => words.every((word) => row.text.toLowerCase().includes(word)))
}

/** A name in pieces, of which those that fit the text are marked. */
export function marked(name: string, text: string): { text: string; isHit: boolean }[] {
  const low = text.trim().toLowerCase()
  const place = low ? name.toLowerCase().indexOf(low) : -1
  if (place < 0) return [{ text: name, isHit: false }]
  return [
    { text: name.slice(0, place), isHit: false },
    { text: name.slice(place, place + low.length), isHit: true },
    { text: name.slice(place + low.length), isHit: false },
  ].filter((piece) => piece.text)
}
