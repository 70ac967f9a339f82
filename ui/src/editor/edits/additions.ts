/** Triggers and error handlers that menus add to a flow, to begin with. */
import { withItem } from './items'
import { flowRank } from './ranks'
import { isSeq, nodeAt, type Source } from './source'

/** A new item of a list of the flow: its id, and its other keys line by line. */
export interface Item {
  list: string
  id: string
  lines: string[]
}

export const ITEM_KINDS = ['schedule', 'webhook', 'flow', 'errorHandler'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

/** A trigger or an error handler to begin with. `key` is what a caller of the webhook must know. */
export function newItem(kind: ItemKind, namespace: string, key: string): Item {
  const trigger = (id: string, name: string, line: string): Item => ({
    list: 'triggers',
    id,
    lines: [`type: io.kestra.plugin.core.trigger.${name}`, line],
  })
  const flows = `[{ namespace: ${namespace}, flowId: flow_id, states: [SUCCESS] }]`
  if (kind === 'schedule') return trigger('schedule', 'Schedule', 'cron: "0 9 * * *"')
  if (kind === 'webhook') return trigger('webhook', 'Webhook', `key: ${key}`)
  if (kind === 'flow')
    return trigger('upstream', 'Flow', `preconditions: { id: upstream, flows: ${flows} }`)
  const lines = ['type: io.kestra.plugin.core.log.Log', 'level: ERROR', 'message: A task failed']
  return { list: 'errors', id: 'on_error', lines }
}

/** Put an item at the end of its list, which is begun when it is not there. */
export function withAdded(source: Source, { list, id, lines }: Item): string {
  const found = nodeAt(source, [list])
  const place = isSeq(found) ? found.items.length : 0
  const yaml = [`id: ${freeId(source.text, id)}`, ...lines].join('\n')
  return withItem(source, [list], place, yaml, flowRank)
}

/** An id that nothing in the source has. */
export function freeId(text: string, wanted: string): string {
  const taken = new Set([...text.matchAll(/\bid:\s*["']?([\w.-]+)/g)].map((one) => one[1]))
  let id = wanted
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}_${number}`
  return id
}
