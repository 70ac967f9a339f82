/** Flows that lead to others, as a graph. */
import type { FlowLinks } from '@/resources/flowGraph'
import { t } from '@/i18n'
import type { GraphModel } from './model'

/** Flows that `canUnfold` names lead to more than is drawn. */
export function graphOfLinks(
  { nodes, edges }: FlowLinks,
  canUnfold: (uid: string) => boolean = () => false,
): GraphModel {
  return {
    nodes: nodes.map(({ uid, namespace, id }) => ({
      id: uid,
      kind: 'task',
      title: id,
      subtitle: namespace,
      isError: false,
      isSubflow: canUnfold(uid),
    })),
    clusters: [],
    edges: edges.map(({ source, target, relation }, place) => ({
      id: `${place}`,
      source,
      target,
      text: t(`flow.links.short.${relation}`),
    })),
  }
}
