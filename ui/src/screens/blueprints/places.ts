/** Addresses of blueprints. */
import type { RouteLocationRaw } from 'vue-router'
import type { BlueprintId, BlueprintKind, BlueprintTab } from '@/resources/blueprints'

export const KINDS: readonly BlueprintKind[] = ['flow', 'dashboard']
export const TABS: readonly BlueprintTab[] = ['community', 'custom']

/** The kind that an address names in any case; flows when it names none. */
export function kindOf(word: unknown): BlueprintKind {
  return KINDS.find((one) => one === String(word).toLowerCase()) ?? 'flow'
}

/** The tab that an address names; the catalogue when it names none. */
export function tabOf(word: unknown): BlueprintTab {
  return word === 'custom' ? 'custom' : 'community'
}

export function blueprintPlace({ kind, tab, id }: BlueprintId): RouteLocationRaw {
  return { name: 'blueprint', params: { kind, tab, id } }
}

/** Where a new flow or dashboard begins with a blueprint. */
export function usePlace({ kind, tab, id }: BlueprintId): RouteLocationRaw {
  const query = { blueprintId: id, blueprintSource: tab }
  return { name: kind === 'flow' ? 'newFlow' : 'newDashboard', query }
}
