/** The icon of each offer. */
import type { Component } from 'vue'
import { ExecuteIcon, ResumeIcon } from '@/design/icons'
import { ICONS } from '@/screens/executions/actions'
import type { Offer } from './offers'

export const OFFER_ICONS: Record<Offer, Component> = {
  ...ICONS,
  execute: ExecuteIcon,
  answer: ResumeIcon,
  resumeFromBreakpoint: ResumeIcon,
}
