/** The rows of the tree of namespaces. */
import { lastPart, lineage, namesBelow } from '@/components/lineage'
import type { TreeRow } from '@/components/tree'
import type { NamespaceRow } from '@/resources/namespaces'

export interface NamespaceTreeRow extends TreeRow {
  text: string
  /** Of itself and of all below it. */
  flows: number
  description?: string
}

/** Those whose parents are all open. A namespace that has none below it cannot be opened. */
export function rowsOf(
  found: readonly NamespaceRow[],
  opened: ReadonlySet<string>,
): NamespaceTreeRow[] {
  const below = namesBelow(found.map(({ id }) => id))
  const known = new Map(found.map((row) => [row.id, row]))
  const flows = new Map<string, number>()
  for (const row of found) {
    for (const name of lineage(row.id)) flows.set(name, (flows.get(name) ?? 0) + row.flows)
  }
  const rows: NamespaceTreeRow[] = []
  const add = (parent: string, level: number): void => {
    for (const id of below.get(parent) ?? []) {
      const isOpen = below.has(id) ? opened.has(id) : undefined
      const description = known.get(id)?.description
      rows.push({ id, level, isOpen, text: lastPart(id), flows: flows.get(id) ?? 0, description })
      if (isOpen) add(id, level + 1)
    }
  }
  add('', 1)
  return rows
}

/** Those that have the text in their name or description. */
export function fitting(found: readonly NamespaceRow[], text: string): NamespaceRow[] {
  const low = text.trim().toLowerCase()
  if (!low) return [...found]
  return found.filter(({ id, description }) =>
    `${id} ${description ?? ''}`.toLowerCase().includes(low),
  )
}
