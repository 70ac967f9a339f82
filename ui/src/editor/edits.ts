/** Changes of a flow's source that menus make: the smallest text that has to be put in. */
import { isMap, isSeq, parseDocument, type Pair, type YAMLSeq } from 'yaml'

export interface Edit {
  /** Characters from the beginning. */
  offset: number
  /** How many of them are replaced. */
  length: number
  text: string
}

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
export function addItem(source: string, item: Item): Edit {
  const document = parseDocument(source, { logLevel: 'silent' })
  const flow = document.contents
  const pair = isMap(flow)
    ? flow.items.find((one) => String((one as Pair).key) === item.list)
    : undefined
  const named = { ...item, id: freeId(source, item.id) }
  const value = pair?.value
  if (isSeq(value) && value.items.length) {
    return value.flow ? intoFlowStyle(value, named) : afterLast(source, value, named)
  }
  if (pair) return intoEmpty(source, pair as Pair, named)
  const gap = source.trimEnd() ? '\n\n' : ''
  const end = source.trimEnd().length
  const text = `${gap}${item.list}:\n${block(named, '  ')}`
  return { offset: end, length: source.length - end, text }
}

/** An id that nothing in the source has. */
function freeId(source: string, wanted: string): string {
  const taken = new Set([...source.matchAll(/\bid:\s*["']?([\w.-]+)/g)].map((one) => one[1]))
  let id = wanted
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}_${number}`
  return id
}

function block({ id, lines }: Item, indent: string): string {
  return [`${indent}- id: ${id}`, ...lines.map((line) => `${indent}  ${line}`), ''].join('\n')
}

function afterLast(source: string, list: YAMLSeq, item: Item): Edit {
  const first = (list.range ?? [0])[0]
  const indent = ' '.repeat(first - (source.lastIndexOf('\n', first - 1) + 1))
  const last = list.items.at(-1) as { range?: [number, number, number] | null }
  const end = (last.range ?? [0, source.length])[1]
  const content = source.slice(0, end).trimEnd().length
  // A comment at the end of the last line belongs to it.
  const lineEnd = source.indexOf('\n', content)
  const offset = lineEnd < 0 ? source.length : lineEnd + 1
  return { offset, length: 0, text: (lineEnd < 0 ? '\n' : '') + block(item, indent) }
}

function intoFlowStyle(list: YAMLSeq, { id, lines }: Item): Edit {
  const end = (list.range ?? [0, 0])[1] - 1
  return { offset: end, length: 0, text: `, { id: ${id}, ${lines.join(', ')} }` }
}

/** `triggers:` without a value, or with `[]`. */
function intoEmpty(source: string, pair: Pair, item: Item): Edit {
  const key = pair.key as { range: [number, number, number] }
  const colon = source.indexOf(':', key.range[1])
  const lineEnd = source.indexOf('\n', colon)
  const end = lineEnd < 0 ? source.length : lineEnd
  return { offset: colon + 1, length: end - colon - 1, text: `\n${block(item, '  ').trimEnd()}` }
}
