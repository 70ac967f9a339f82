/** What can be done to executions, and in which states it makes sense. */
import type { Component } from 'vue'
import {
  DeleteIcon,
  ForceRunIcon,
  KillIcon,
  LabelIcon,
  PauseIcon,
  ReplayIcon,
  ResolveIcon,
  RestartIcon,
  ResumeIcon,
  UnqueueIcon,
} from '@/design/icons'
import { isTerminal } from '@/design/states'
import type { BulkAction } from '@/resources/bulkExecutions'
import type { FilterQuery } from '@/resources/executions'

export const BULK_ACTIONS: readonly BulkAction[] = [
  'restart',
  'replay',
  'labels',
  'resume',
  'pause',
  'unqueue',
  'forceRun',
  'changeStatus',
  'kill',
  'delete',
]

export const ICONS: Record<BulkAction, Component> = {
  restart: RestartIcon,
  replay: ReplayIcon,
  labels: LabelIcon,
  resume: ResumeIcon,
  pause: PauseIcon,
  unqueue: UnqueueIcon,
  forceRun: ForceRunIcon,
  changeStatus: ResolveIcon,
  kill: KillIcon,
  delete: DeleteIcon,
}

/** Those that end or remove something. */
export const DANGEROUS: readonly BulkAction[] = ['kill', 'delete']

/** Whether the action can be done to an execution in that state. */
export function suits(action: BulkAction, state: string): boolean {
  switch (action) {
    case 'restart':
      return ['FAILED', 'KILLED', 'WARNING', 'CANCELLED'].includes(state)
    case 'resume':
      return state === 'PAUSED'
    case 'pause':
      return state === 'RUNNING'
    case 'unqueue':
      return state === 'QUEUED'
    case 'forceRun':
    case 'kill':
      return !isTerminal(state)
    case 'delete':
      return true
    case 'replay':
    case 'labels':
    case 'changeStatus':
      return isTerminal(state)
  }
}

/** The filters with these states in the place of what they say of states. */
export function withStates(filters: FilterQuery, states: readonly string[]): FilterQuery {
  const others = Object.entries(filters).filter(([name]) => !name.startsWith('filters[state]'))
  return { ...Object.fromEntries(others), 'filters[state][IN]': states.join(',') }
}
