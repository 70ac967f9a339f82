/** Namespaces by their dots, and the flows of those that are open, as the rows of a tree. */
import { lastPart, namesBelow } from '@/components/lineage'
import type { TreeRow } from '@/components/tree'

export interface FlowRow extends TreeRow {
  text: string
  namespace: string
  /** Undefined for a namespace. */
  flowId?: string
}

/** `flows` are the ids of flows by namespace, as far as they are known. */
export function treeOf(
  names: readonly string[],
  opened: ReadonlySet<string>,
  flows: ReadonlyMap<string, readonly string[]>,
): FlowRow[] {
  const below = namesBelow(names)
  const rows: FlowRow[] = []
  const add = (parent: string, level: number): void => {
    for (const namespace of below.get(parent) ?? []) {
      const isOpen = opened.has(namespace)
      rows.push({ id: namespace, level, isOpen, text: lastPart(namespace), namespace })
      if (!isOpen) continue
      add(namespace, level + 1)
      for (const flowId of flows.get(namespace) ?? []) {
        const id = `${namespace}/${flowId}`
        rows.push({ id, level: level + 1, text: flowId, namespace, flowId })
      }
    }
  }
  add('', 1)
  return rows
}
