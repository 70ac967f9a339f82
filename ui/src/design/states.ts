/** How a state looks: a colour, an icon and a word, never colour alone. */
import {
  Ban,
  Bug,
  Check,
  Ellipsis,
  Hourglass,
  LoaderCircle,
  Pause,
  RotateCw,
  SkipForward,
  Square,
  SquareX,
  TriangleAlert,
  Undo2,
  X,
} from 'lucide-vue-next'
import type { Component } from 'vue'
import { hasText, t } from '@/i18n'

export interface StateLook {
  /** The class that brings `--c`, `--c-t`, `--c-b`, `--c-l`. */
  tone: StateTone
  icon: Component
  /** Whether its word stays grey in lists. */
  isQuiet: boolean
  isTurning?: boolean
}

export type StateTone =
  | 'created'
  | 'queued'
  | 'running'
  | 'paused'
  | 'retrying'
  | 'success'
  | 'warning'
  | 'failed'
  | 'killed'
  | 'skipped'

const LOOKS = {
  CREATED: { tone: 'created', icon: Ellipsis, isQuiet: true },
  SUBMITTED: { tone: 'created', icon: Ellipsis, isQuiet: true },
  QUEUED: { tone: 'queued', icon: Hourglass, isQuiet: true },
  RUNNING: { tone: 'running', icon: LoaderCircle, isQuiet: false, isTurning: true },
  PAUSED: { tone: 'paused', icon: Pause, isQuiet: false },
  BREAKPOINT: { tone: 'paused', icon: Bug, isQuiet: false },
  RETRYING: { tone: 'retrying', icon: RotateCw, isQuiet: false },
  RESTARTED: { tone: 'retrying', icon: RotateCw, isQuiet: false },
  RESUBMITTED: { tone: 'retrying', icon: RotateCw, isQuiet: false },
  KILLING: { tone: 'retrying', icon: Square, isQuiet: false },
  SUCCESS: { tone: 'success', icon: Check, isQuiet: true },
  WARNING: { tone: 'warning', icon: TriangleAlert, isQuiet: false },
  FAILED: { tone: 'failed', icon: X, isQuiet: false },
  KILLED: { tone: 'killed', icon: SquareX, isQuiet: false },
  CANCELLED: { tone: 'killed', icon: Ban, isQuiet: false },
  SKIPPED: { tone: 'skipped', icon: SkipForward, isQuiet: true },
  RETRIED: { tone: 'skipped', icon: Undo2, isQuiet: true },
} as const satisfies Record<string, StateLook>

export type StateName = keyof typeof LOOKS
export const STATES = Object.keys(LOOKS) as StateName[]

const TERMINAL: readonly string[] = [
  'SUCCESS',
  'WARNING',
  'FAILED',
  'KILLED',
  'CANCELLED',
  'SKIPPED',
  'RETRIED',
]

export function lookOf(state: string): StateLook {
  return LOOKS[state as StateName] ?? LOOKS.CREATED
}

export function wordOf(state: string): string {
  const key = `states.${state}`
  return hasText(key) ? t(key) : state
}

/** Whether nothing will happen any more. */
export function isTerminal(state: string): boolean {
  return TERMINAL.includes(state)
}
