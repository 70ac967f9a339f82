/** What a trigger looks like, by its type. */
import type { Component } from 'vue'
import { FlowIcon, ScheduleIcon, TriggerIcon, WebhookIcon } from './icons'

const ICONS: Record<string, Component> = {
  Schedule: ScheduleIcon,
  Webhook: WebhookIcon,
  Flow: FlowIcon,
  Subflow: FlowIcon,
}

export function triggerIcon(type: string): Component {
  return ICONS[type.split('.').at(-1) ?? ''] ?? TriggerIcon
}
