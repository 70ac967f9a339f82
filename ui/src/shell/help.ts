/** The panel of help beside the pages: whether it is open, and on what. */
import { reactive } from 'vue'
import type { DocPlace } from './contextDocs'

export const HELP_TABS = ['docs', 'shortcuts', 'about'] as const
export type HelpTab = (typeof HELP_TABS)[number]

export const help = reactive({
  isOpen: false,
  tab: 'docs' as HelpTab,
  /** What was asked for, else what belongs to the screen. */
  asked: undefined as DocPlace | undefined,
})

/** Show a place of the documentation beside the page, or what belongs to the page. */
export function openDocs(place?: DocPlace): void {
  Object.assign(help, { isOpen: true, tab: 'docs', asked: place })
}
