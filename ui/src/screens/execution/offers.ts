/** What is offered for an execution: only what makes sense in its state. */
import { isTerminal } from '@/design/states'
import type { Execution } from '@/resources/execution'

export type Offer =
  | 'execute'
  | 'restart'
  | 'replay'
  | 'answer'
  | 'resume'
  | 'pause'
  | 'resumeFromBreakpoint'
  | 'changeStatus'
  | 'unqueue'
  | 'forceRun'
  | 'labels'
  | 'kill'
  | 'delete'

const RESTARTABLE = ['FAILED', 'KILLED', 'WARNING', 'CANCELLED']
const KILLABLE = [
  'CREATED',
  'RESTARTED',
  'RUNNING',
  'KILLING',
  'PAUSED',
  'RETRYING',
  'QUEUED',
  'BREAKPOINT',
  'SUBMITTED',
  'RESUBMITTED',
]

/** `pausedTask`: whether a task waits for an answer, and not somebody who paused it by hand. */
export function offersOf(execution: Execution, hasPausedTask: boolean): Offer[] {
  const state = execution.state.current
  const isOver = isTerminal(state)
  const offers: [Offer, boolean][] = [
    ['restart', RESTARTABLE.includes(state)],
    ['answer', state === 'PAUSED' && hasPausedTask],
    ['resume', state === 'PAUSED' && !hasPausedTask],
    ['resumeFromBreakpoint', state === 'BREAKPOINT'],
    ['pause', state === 'RUNNING'],
    ['unqueue', state === 'QUEUED'],
    ['execute', isOver],
    ['replay', isOver],
    ['changeStatus', isOver],
    ['labels', isOver],
    ['forceRun', !isOver && !['PAUSED', 'BREAKPOINT', 'KILLING'].includes(state)],
    ['kill', KILLABLE.includes(state)],
    ['delete', true],
  ]
  return offers.filter(([, is]) => is).map(([name]) => name)
}

/** The one that is most likely wanted. */
export function primaryOf(offers: readonly Offer[]): Offer | undefined {
  const order: Offer[] = ['restart', 'answer', 'resume', 'resumeFromBreakpoint', 'execute']
  return order.find((one) => offers.includes(one))
}

/** States that a task run can be given. */
export function taskRunStates(state: string, execution: Execution) {
  if (state === 'PAUSED') return ['RUNNING', 'FAILED'] as const
  if (!isTerminal(execution.state.current)) return []
  return (['SUCCESS', 'WARNING', 'FAILED'] as const).filter((one) => one !== state)
}
