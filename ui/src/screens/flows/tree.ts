/** Namespaces by their dots, and the flows of those that are open, as the rows of a tree. */
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
  const all = new Set(names.flatMap(withParents))
  const below = new Map<string, string[]>()
  for (const name of [...all].sort()) {
    const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')))
    below.set(parent, [...(below.get(parent) ?? []), name])
  }
  const rows: FlowRow[] = []
  const add = (parent: string, level: number): void => {
    for (const namespace of below.get(parent) ?? []) {
      const isOpen = opened.has(namespace)
      const text = namespace.slice(namespace.lastIndexOf('.') + 1)
      rows.push({ id: namespace, level, isOpen, text, namespace })
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

function withParents(name: string): string[] {
  const parts = name.split('.')
  return parts.map((_, place) => parts.slice(0, place + 1).join('.'))
}
