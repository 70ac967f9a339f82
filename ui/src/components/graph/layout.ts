/** Places for the nodes of a graph. Runs in a worker: a thousand nodes take half a second. */
import dagre from '@dagrejs/dagre'
import type { GraphModel } from './model'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export type Direction = 'TB' | 'LR'
/** By id: nodes and clusters. */
export type Layout = Record<string, Box>

export const TASK = { width: 200, height: 36 }
export const DOT = { width: 6, height: 6 }

export function layoutOf(model: GraphModel, direction: Direction): Layout {
  const graph = new dagre.graphlib.Graph({ compound: true, multigraph: true })
  graph.setGraph({ rankdir: direction, nodesep: 24, ranksep: 28, marginx: 16, marginy: 16 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id } of model.clusters) graph.setNode(id, {})
  for (const { id, kind } of model.nodes) graph.setNode(id, { ...(kind === 'dot' ? DOT : TASK) })
  const clusters = new Set(model.clusters.map((one) => one.id))
  for (const { id, parent } of model.clusters) {
    if (parent && clusters.has(parent)) graph.setParent(id, parent)
  }
  for (const { id, cluster } of model.nodes) if (cluster) graph.setParent(id, cluster)
  for (const { id, source, target } of model.edges) graph.setEdge(source, target, {}, id)
  dagre.layout(graph)
  const found: Layout = {}
  for (const id of graph.nodes()) {
    const { x, y, width, height } = graph.node(id) as Box
    found[id] = { x: x - width / 2, y: y - height / 2, width, height }
  }
  return found
}
