/** A graph to be drawn: nodes, what frames them, and what leads where. */
import type { components } from '@/api/schema'
import type { DeclaredTrigger } from '@/resources/triggers'
import { withoutIdleDots } from './dots'

export interface GraphNode {
  id: string
  /** Small ones only join edges. */
  kind: 'task' | 'trigger' | 'dot'
  title: string
  subtitle: string
  /** The trigger as the source has it, of a node that is one. */
  trigger?: DeclaredTrigger
  taskId?: string
  isError: boolean
  /** Another flow can be drawn in its place. */
  isSubflow?: boolean
  cluster?: string
}

export interface GraphCluster {
  id: string
  title: string
  parent?: string
  /** The node that it is of, such as a loop. */
  head?: string
}

export interface GraphEdge {
  id: string
  source: string
  target: string
  text?: string
  /** It leads to what runs when something fails. */
  isOfError?: boolean
}

export interface GraphModel {
  nodes: GraphNode[]
  clusters: GraphCluster[]
  edges: GraphEdge[]
}

/** What a node shows besides its name when the graph is of an execution. */
export interface NodeRun {
  state: string
  text: string
}

type FlowGraph = components['schemas']['FlowGraph']
type Task = { id?: string; type?: string } | undefined
interface Relation {
  relationType?: string
  value?: string
}

/** What is shown of a trigger, as a worker takes it. */
function plain({ id, type, cron, timezone }: DeclaredTrigger): DeclaredTrigger {
  return { id, type, cron, timezone }
}

/** The graph of a flow as the API gives it, one node a task. */
export function graphOf(graph: FlowGraph): GraphModel {
  const inside = new Map<string, string>()
  const depth = new Map<string, number>()
  for (const { cluster, nodes, parents } of graph.clusters) {
    const { uid } = cluster as { uid: string }
    depth.set(uid, parents.length)
    for (const node of nodes) {
      const known = inside.get(node)
      if (!known || (depth.get(known) ?? 0) < parents.length) inside.set(node, uid)
    }
  }
  return withoutIdleDots({
    nodes: graph.nodes.map((node) => {
      const task = node.task as Task
      const trigger = node.triggerDeclaration as DeclaredTrigger | undefined
      const shown = task ?? trigger
      return {
        id: node.uid,
        kind: task ? 'task' : trigger ? 'trigger' : 'dot',
        title: shown?.id ?? '',
        subtitle: shown?.type?.split('.').at(-1) ?? '',
        trigger: trigger && plain(trigger),
        taskId: task?.id,
        isError: node.error,
        isSubflow: node.type.endsWith('.SubflowGraphTask'),
        cluster: inside.get(node.uid),
      }
    }),
    clusters: graph.clusters.map(({ cluster, parents }) => {
      const { uid, taskNode } = cluster as {
        uid: string
        taskNode?: { uid: string; task?: Task } | null
      }
      const task = taskNode?.task
      return {
        id: uid,
        title: task?.id ?? (uid.split('.').at(-1) ?? '').toLowerCase(),
        parent: parents.at(-1),
        head: taskNode?.uid,
      }
    }),
    edges: graph.edges.map(({ source, target, relation }, place) => ({
      id: `${place}`,
      source,
      target,
      text: (relation as Relation).value,
      isOfError: (relation as Relation).relationType === 'ERROR',
    })),
  })
}
