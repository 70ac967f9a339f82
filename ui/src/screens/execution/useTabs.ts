/** The parts of an execution's page, one at a time, as the address says. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { t } from '@/i18n'
import { preferences } from '@/shell/preferences'

export const TABS = [
  'overview',
  'gantt',
  'logs',
  'topology',
  'outputs',
  'metrics',
  'dependencies',
] as const
export type TabName = (typeof TABS)[number]

/** Those that show the chosen task run keep it, and what the timeline shows. */
const SHOWING_RUN: readonly TabName[] = ['gantt', 'topology', 'outputs']

/**
 * Whether it is drawn of all task runs: once they are there, not for each part of them anew. The
 * graph is prepared before, and waits for them by itself.
 */
export function listsRuns(tab: TabName, state: string): boolean {
  return tab === 'gantt' || tab === 'outputs' || (tab === 'overview' && state === 'FAILED')
}

export function useTabs(path: () => Record<'namespace' | 'flowId' | 'id', string>) {
  const route = useRoute()
  const router = useRouter()

  const tab = computed<TabName>(() => {
    const name = String(route.params.tab ?? '')
    if (name === 'timeline') return 'gantt'
    const usual = preferences.executionTab || 'gantt'
    return TABS.find((one) => one === name) ?? TABS.find((one) => one === usual) ?? 'gantt'
  })
  const kept = computed(() => {
    const { taskRun, range, show, find } = route.query
    return { taskRun, range, show, find }
  })
  const tabs = computed(() =>
    TABS.map((name) => ({
      id: name,
      text: t(`execution.tabs.${name}`),
      to: {
        name: 'execution',
        params: { ...path(), tab: name },
        query: SHOWING_RUN.includes(name) ? kept.value : {},
      },
    })),
  )

  function openTab(place: number): void {
    const to = tabs.value[place]?.to
    if (to) void router.push(to)
  }

  function stepTab(by: number): void {
    openTab((TABS.indexOf(tab.value) + by + TABS.length) % TABS.length)
  }

  return { tab, tabs, openTab, stepTab }
}
