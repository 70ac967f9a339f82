/** The icon of each offer. */
import type { Component } from 'vue'
import {
  DeleteIcon,
  ExecuteIcon,
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
import type { Offer } from './offers'

export const OFFER_ICONS: Record<Offer, Component> = {
  execute: ExecuteIcon,
  restart: RestartIcon,
  replay: ReplayIcon,
  answer: ResumeIcon,
  resume: ResumeIcon,
  resumeFromBreakpoint: ResumeIcon,
  pause: PauseIcon,
  changeStatus: ResolveIcon,
  unqueue: UnqueueIcon,
  forceRun: ForceRunIcon,
  labels: LabelIcon,
  kill: KillIcon,
  delete: DeleteIcon,
}
