/** A graph as the rows of a tree: what stands in a frame is below what the frame is of. */
import type { TreeRow } from '@/components/tree'
import type { GraphModel, GraphNode } from './model'

export interface GraphRow extends TreeRow {
  title: string
  subtitle: string
  /** A frame of no task, such as the one of all triggers, has none. */
  node?: GraphNode
}

interface Item {
  id: string
  title: string
  node?: GraphNode
  children: Item[]
}

/** In the order of the nodes; of frames in `closed` only the head is a row. */
export function rowsOf(model: GraphModel, closed: ReadonlySet<string>): GraphRow[] {
  const rows: GraphRow[] = []
  const add = ({ id, title, node, children }: Item, level: number): void => {
    const isOpen = children.length ? !closed.has(id) : undefined
    rows.push({ id, level, isOpen, title, subtitle: node?.subtitle ?? '', node })
    if (isOpen) children.forEach((child) => add(child, level + 1))
  }
  itemsOf(model).forEach((item) => add(item, 1))
  return rows
}

function itemsOf(model: GraphModel): Item[] {
  const top: Item[] = []
  const clusters = new Map(model.clusters.map((cluster) => [cluster.id, cluster]))
  const frames = new Map<string, Item>()

  function frameOf(id: string | undefined): Item | undefined {
    const cluster = id === undefined ? undefined : clusters.get(id)
    if (!cluster) return undefined
    const known = frames.get(cluster.id)
    if (known) return known
    const made: Item = { id: cluster.id, title: cluster.title, children: [] }
    frames.set(cluster.id, made)
    const parent = frameOf(cluster.parent)?.children ?? top
    parent.push(made)
    return made
  }

  for (const node of model.nodes) {
    if (node.kind === 'dot') continue
    const frame = frameOf(node.cluster)
    if (frame && clusters.get(frame.id)?.head === node.id) {
      frame.node = node
    } else {
      const place = frame?.children ?? top
      place.push({ id: node.id, title: node.title, node, children: [] })
    }
  }
  return top
}
