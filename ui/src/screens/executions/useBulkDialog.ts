/** What is asked before something is done to executions, and the menu of one of them in a list. */
import { ref } from 'vue'
import type { MenuItem } from '@/components/menu'
import { t } from '@/i18n'
import type { BulkAction, BulkTarget } from '@/resources/bulkExecutions'
import type { ExecutionRow } from '@/resources/executions'
import { BULK_ACTIONS, DANGEROUS, ICONS, suits } from './actions'

/** The properties of a BulkDialog. */
export interface BulkQuestion {
  action: BulkAction
  target: BulkTarget
  selected?: number
  words?: string[]
}

export function useBulkDialog() {
  const question = ref<BulkQuestion>()
  const isAsking = ref(false)

  function ask(about: BulkQuestion): void {
    question.value = about
    isAsking.value = true
  }

  function itemOf(action: BulkAction, act: () => void): MenuItem {
    return {
      text: `${t(`executions.actions.${action}`)}…`,
      icon: ICONS[action],
      isDangerous: DANGEROUS.includes(action),
      act,
    }
  }

  /** The menu of one row. */
  function itemsOf(row: ExecutionRow): MenuItem[] {
    return BULK_ACTIONS.filter((action) => suits(action, row.state.current)).map((action) =>
      itemOf(action, () => ask({ action, target: { ids: [row.id] } })),
    )
  }

  return { question, isAsking, ask, itemOf, itemsOf }
}
