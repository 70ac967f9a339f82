/** A graph of a flow without what says nothing: dots that join no edges, the frame of triggers. */
import type { GraphEdge, GraphModel } from './model'

/** A dot stays where several edges come in and several leave: else what it joins is joined at once. */
export function withoutIdleDots({ nodes, clusters, edges }: GraphModel): GraphModel {
  const dots = new Set(nodes.filter(({ kind }) => kind === 'dot').map(({ id }) => id))
  // That tasks for errors are of the whole flow is seen by their edge.
  const left = new Map(
    edges
      .filter(({ source, isOfError }) => !(isOfError && dots.has(source)))
      .map((edge) => [edge.id, edge]),
  )
  const into = groupedBy(left.values(), 'target')
  const outOf = groupedBy(left.values(), 'source')

  for (const dot of dots) {
    const before = [...(into.get(dot) ?? [])]
    const after = [...(outOf.get(dot) ?? [])]
    if (before.length > 1 && after.length > 1) continue
    for (const edge of [...before, ...after]) take(edge)
    for (const one of before) for (const other of after) put(joined(one, other))
    dots.delete(dot)
  }

  function take(edge: GraphEdge): void {
    left.delete(edge.id)
    into.get(edge.target)?.delete(edge)
    outOf.get(edge.source)?.delete(edge)
  }

  function put(edge: GraphEdge): void {
    left.set(edge.id, edge)
    add(into, edge.target, edge)
    add(outOf, edge.source, edge)
  }

  const framed = new Set(nodes.filter((one) => one.kind === 'trigger').map((one) => one.cluster))
  const shown = clusters.filter(({ id, head }) => head !== undefined || !framed.has(id))
  const isShown = new Set(shown.map(({ id }) => id))
  return {
    nodes: nodes
      .filter(({ id, kind }) => kind !== 'dot' || dots.has(id))
      .map((node) =>
        node.cluster && !isShown.has(node.cluster) ? { ...node, cluster: undefined } : node,
      ),
    clusters: shown,
    edges: [...left.values()],
  }
}

function joined(one: GraphEdge, other: GraphEdge): GraphEdge {
  return {
    id: `${one.id}-${other.id}`,
    source: one.source,
    target: other.target,
    text: one.text ?? other.text,
  }
}

function groupedBy(edges: Iterable<GraphEdge>, end: 'source' | 'target') {
  const groups = new Map<string, Set<GraphEdge>>()
  for (const edge of edges) add(groups, edge[end], edge)
  return groups
}

function add(groups: Map<string, Set<GraphEdge>>, at: string, edge: GraphEdge): void {
  const known = groups.get(at)
  if (known) known.add(edge)
  else groups.set(at, new Set([edge]))
}
