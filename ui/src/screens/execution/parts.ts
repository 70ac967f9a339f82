/** What the tabs show: loaded when one is chosen, beside the execution and not after it. */
import { defineAsyncComponent } from 'vue'
import { TABS, type TabName } from './useTabs'

const files = {
  overview: () => import('./OverviewTab.vue'),
  logs: () => import('./LogsTab.vue'),
  topology: () => import('./GraphTab.vue'),
  outputs: () => import('./OutputsTab.vue'),
  metrics: () => import('./MetricsTab.vue'),
  dependencies: () => import('./RelatedTab.vue'),
}

export const OverviewTab = defineAsyncComponent(files.overview)
export const LogsTab = defineAsyncComponent(files.logs)
export const GraphTab = defineAsyncComponent(files.topology)
export const OutputsTab = defineAsyncComponent(files.outputs)
export const MetricsTab = defineAsyncComponent(files.metrics)
export const RelatedTab = defineAsyncComponent(files.dependencies)

const begun = new Set<TabName>()

/** Begin to load it. Why it can't be loaded is said where it is drawn, which asks again. */
export function loadPart(tab: TabName): void {
  if (tab === 'gantt' || begun.has(tab)) return
  begun.add(tab)
  files[tab]().catch(() => begun.delete(tab))
}

// That of the address is asked for before anything is drawn.
const asked = TABS.find((name) => window.location.pathname.endsWith(`/${name}`))
if (asked) loadPart(asked)
