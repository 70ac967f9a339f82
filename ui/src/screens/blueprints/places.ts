/** Addresses of blueprints. */
import type { RouteLocationRaw } from 'vue-router'
import type { BlueprintId, BlueprintKind } from '@/resources/blueprints'

export const KINDS: readonly BlueprintKind[] = ['flow', 'dashboard']

/** The kind that an address names in any case; flows when it names none. */
export function kindOf(word: unknown): BlueprintKind {
  return KINDS.find((one) => one === String(word).toLowerCase()) ?? 'flow'
}

export function blueprintPlace({ kind, id }: BlueprintId): RouteLocationRaw {
  return { name: 'blueprint', params: { kind, tab: 'community', id } }
}
