/** The icon of each offer. */
import type { Component } from 'vue'
import {
  EditIcon,
  ExecuteIcon,
  ReplayIcon,
  RestartIcon,
  RestartRevisionIcon,
  ResumeIcon,
} from '@/design/icons'
import { ICONS } from '@/screens/executions/actions'
import type { Offer } from './offers'

export const OFFER_ICONS: Record<Offer, Component> = {
  ...ICONS,
  execute: ExecuteIcon,
  answer: ResumeIcon,
  resumeFromBreakpoint: ResumeIcon,
}

/** Ways to run it again, with what is asked for each. */
export const RESTARTS = {
  kept: { icon: RestartIcon, asks: 'restart' },
  anew: { icon: ReplayIcon, asks: 'replay' },
  newest: { icon: RestartRevisionIcon, asks: 'replay' },
  inputs: { icon: EditIcon, asks: 'replay' },
} as const
