/** Changes of a value by its path: written, put in or taken out; all other text stays as it is. */
import {
  Document,
  isCollection,
  isScalar,
  parseDocument,
  Scalar,
  stringify,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'
import {
  colonOf,
  columnOf,
  dashOf,
  endOf,
  endOfPair,
  flowStyleOn,
  isMap,
  isSeq,
  keyOf,
  lineEnd,
  lineStart,
  linesOf,
  mustRead,
  nodeAt,
  pairOf,
  shifted,
  Unwritable,
  type Path,
  type Source,
} from './source'

/** Where a key stands among others: behind the last one of at most its rank. */
export type Rank = (key: string) => number

const ANY: Rank = () => 0
// The server reads YAML 1.1 as well, to which `yes` is no text.
const STYLE = {
  lineWidth: 0,
  doubleQuotedMinMultiLineLength: Infinity,
  compat: 'yaml-1.1',
} as const

/** Write a value. Text keeps the quotes that it has. */
export function withValue(source: Source, path: Path, value: unknown, rank?: Rank): string {
  return withText(source, path, textOf(value, nodeAt(source, path)), rank)
}

/** Write a value as YAML, such as somebody typed it. */
export function withYaml(source: Source, path: Path, yaml: string, rank?: Rank): string {
  const { contents } = mustRead(yaml).document
  if (!contents) return without(source, path)
  const lines = yaml.replace(/\n$/, '')
  if (isCollection(contents) && !contents.flow) {
    return withText(source, path, `\n${shifted(lines, 2)}`, rank)
  }
  const [first = '', ...rest] = lines.trimStart().split('\n')
  const isIndented = rest.every((line) => !line.trim() || line.startsWith(' '))
  const body = isIndented ? rest.join('\n') : shifted(rest.join('\n'), 2)
  return withText(source, path, ` ${first}${rest.length ? `\n${body}` : ''}`, rank)
}

/** The YAML of a value as it is written, without its indent; empty where there is none. */
export function yamlAt(source: Source, path: Path): string {
  const { text } = source
  const node = nodeAt(source, path)
  if (!node) return ''
  const parent = nodeAt(source, path.slice(0, -1))
  const pair = isMap(parent) ? pairOf(parent, String(path.at(-1))) : undefined
  const [start] = node.range as [number, number, number]
  const end = endOf(text, node)
  if (!isCollection(node) || node.flow || !node.items.length) {
    return shifted(text.slice(start, end), pair ? -columnOf(text, startOf(pair)) : 0)
  }
  // Comments between the key and the first line are of the value.
  const from = pair ? lineEnd(text, colonOf(text, pair)) + 1 : start
  const lines = pair
    ? text.slice(from, end)
    : ' '.repeat(columnOf(text, start)) + text.slice(start, end)
  return shifted(lines, -columnOf(text, start))
}

/** Give a key another name. */
export function withKey(source: Source, path: Path, name: string): string {
  const parentPath = path.slice(0, -1)
  const map = nodeAt(source, parentPath)
  const pair = isMap(map) ? pairOf(map, String(path.at(-1))) : undefined
  if (!pair) throw new Unwritable()
  const [start, end] = pair.key.range as [number, number, number]
  return source.text.slice(0, start) + keyText(name) + source.text.slice(end)
}

/** Take a key or an item out. Comments above a key stay. */
export function without(source: Source, path: Path): string {
  const parentPath = path.slice(0, -1)
  const parent = nodeAt(source, parentPath)
  const key = path.at(-1)
  if (flowStyleOn(source, parentPath)) {
    return rewritten(source, parentPath, (document) => document.deleteIn(path))
  }
  if (!isMap(parent) || typeof key !== 'string') return source.text
  const pair = pairOf(parent, key)
  if (!pair) return source.text
  if (parent.items.length === 1) {
    if (!parentPath.length) throw new Unwritable()
    return withText(source, parentPath, ' {}')
  }
  return cutPair(source.text, parent, pair)
}

function cutPair(text: string, map: YAMLMap, pair: Pair<Node, Node | null>): string {
  const start = startOf(pair)
  const { from, to } = linesOf(text, start, endOfPair(text, pair), false)
  const isAlone = text.slice(from, start).trim() === ''
  if (isAlone) return text.slice(0, from) + text.slice(to)
  // It stands behind the dash of an item: the next key comes in its place, its comments first.
  const next = map.items[map.items.indexOf(pair as never) + 1] as Pair<Node, Node | null>
  const between = text.slice(to, startOf(next)).trimStart()
  return text.slice(0, start) + between + text.slice(startOf(next))
}

/** Write a value of which the text behind `key:` is given, as if the key stood at the margin. */
export function withText(source: Source, path: Path, value: string, rank: Rank = ANY): string {
  const parentPath = path.slice(0, -1)
  const key = path.at(-1)
  if (key === undefined) throw new Unwritable()
  const parent = nodeAt(source, parentPath)
  if (flowStyleOn(source, parentPath)) {
    const node = parseDocument(`k:${value}`).get('k', true) as Node
    return rewritten(source, parentPath, (document) => document.setIn(path, node))
  }
  if (isMap(parent) && parent.items.length) {
    const pair = pairOf(parent, String(key))
    if (pair) return replaced(source.text, pair, value)
    return inserted(source.text, parent, String(key), value, rank)
  }
  if (isSeq(parent) && typeof key === 'number' && key < parent.items.length) {
    return replacedItem(source.text, parent, key, value)
  }
  const inside = typeof key === 'number' ? `-${asItem(value)}` : `${keyText(key)}:${value}`
  if (!parentPath.length) return `${source.text.trimEnd()}\n${inside}\n`.trimStart()
  return withText(source, parentPath, `\n${shifted(inside, 2)}`, rank)
}

function replaced(text: string, pair: Pair<Node, Node | null>, value: string): string {
  const colon = colonOf(text, pair)
  const column = columnOf(text, startOf(pair))
  const [head = '', ...body] = shiftedBody(value, column).split('\n')
  const end = endOfPair(text, pair)
  const { value: old } = pair
  const isInline = isScalar(old) && !old.type?.startsWith('BLOCK')
  if (isInline && !body.length && old.source !== undefined && old.range && end > colon + 1) {
    // What stands between, such as an anchor, and spaces stay.
    return text.slice(0, old.range[0]) + head.trimStart() + text.slice(end)
  }
  const commentFrom = isInline || (isCollection(old) && old.flow) ? end : colon + 1
  const comment = /\s+#.*$/.exec(text.slice(commentFrom, lineEnd(text, commentFrom)))?.[0] ?? ''
  const rest = body.length ? `\n${body.join('\n')}` : ''
  return text.slice(0, colon + 1) + head + comment + rest + text.slice(lineEnd(text, end))
}

function replacedItem(
  text: string,
  list: Parameters<typeof dashOf>[0],
  index: number,
  value: string,
): string {
  const dash = dashOf(list, index)
  const node = list.items[index] as Node | null
  const end = Math.max(dash + 1, node ? endOf(text, node) : 0)
  return (
    text.slice(0, dash + 1) + shiftedBody(asItem(value), columnOf(text, dash)) + text.slice(end)
  )
}

function inserted(text: string, map: YAMLMap, key: string, value: string, rank: Rank): string {
  const pairs = map.items as Pair<Node, Node | null>[]
  const before = pairs.findLast((one) => rank(keyOf(one)) <= rank(key)) ?? pairs.at(-1)
  if (!before) throw new Unwritable()
  const column = columnOf(text, startOf(pairs[0] as Pair<Node, Node | null>))
  const { to } = linesOf(text, startOf(before), endOfPair(text, before), false)
  const lines = shifted(`${keyText(key)}:${value}`, column)
  // At the margin, what has lines of its own is set apart as the rest is.
  const isApart = column === 0 && value.startsWith('\n') && text.includes('\n\n')
  const above = isApart && !text.slice(0, to).endsWith('\n\n') ? '\n' : ''
  const below = isApart && to < text.length && text[to] !== '\n' ? '\n' : ''
  return putLines(text, to, above + lines + below)
}

/** The text with lines put in at the beginning of a line, or behind a last one without an end. */
export function putLines(text: string, at: number, lines: string): string {
  const start = at > 0 && text[at - 1] !== '\n' ? '\n' : ''
  return `${text.slice(0, at)}${start}${lines}\n${text.slice(at)}`
}

/**
 * The text with the outermost collection in flow style on the way to a path written anew, of which
 * `change` has another in its place.
 */
export function rewritten(
  source: Source,
  path: Path,
  change: (document: Document) => void,
): string {
  const { text } = source
  const outermost = flowStyleOn(source, path)
  const old = outermost && nodeAt(source, outermost)
  if (!outermost || !old?.range) throw new Unwritable()
  const [start, end] = old.range
  const copy = mustRead(text)
  change(copy.document)
  const node = nodeAt(copy, outermost) as Node & { flow?: boolean; anchor?: string }
  // These stand outside of what is replaced.
  node.comment = node.commentBefore = undefined
  node.anchor = node.tag = undefined
  node.spaceBefore = undefined
  if (isCollection(node)) node.flow = true
  const holder = new Document()
  holder.contents = node as never
  const isPadded = text[start + 1] === ' '
  const written = holder
    .toString({ ...STYLE, verifyAliasOrder: false, flowCollectionPadding: isPadded })
    .trimEnd()
  return (
    text.slice(0, start) +
    shiftedBody(written, columnOf(text, lineStart(text, start))) +
    text.slice(end)
  )
}

/** The text behind `key:` for a value, as if the key stood at the margin. */
export function textOf(value: unknown, old?: Node): string {
  const scalar = typeof value === 'string' ? new Scalar(value) : undefined
  if (scalar && isScalar(old) && old.type !== 'PLAIN') scalar.type = old.type
  // As a block, empty lines behind it would be its own.
  if (scalar?.value.endsWith('\n\n')) scalar.type = Scalar.QUOTE_DOUBLE
  return stringify({ k: scalar ?? value }, STYLE)
    .slice(2)
    .replace(/\n$/, '')
}

export function keyText(key: string): string {
  return stringify({ [key]: 1 }, STYLE)
    .trimEnd()
    .slice(0, -3)
}

/** A value behind a dash: a map or list begins on its line. */
function asItem(value: string): string {
  return value.startsWith('\n') ? ` ${shifted(value.slice(1), -2)}` : value
}

/** All lines but the first moved to the right. */
function shiftedBody(value: string, by: number): string {
  const [head = '', ...body] = value.split('\n')
  return [head, ...body.map((line) => (line.trim() ? ' '.repeat(by) + line : line))].join('\n')
}

function startOf(pair: Pair<Node, Node | null>): number {
  return (pair.key.range as [number, number, number])[0]
}
