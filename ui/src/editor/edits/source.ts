/** A source with the places of its values: what a change looks up before it writes text. */
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type CST,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

/** Keys and places from the root. */
export type Path = readonly (string | number)[]

export interface Source {
  text: string
  document: Document
  /** From 1. */
  lineAt: (offset: number) => number
}

/** Whole lines of the text: `from` is the beginning of the first, `to` that of the line behind. */
export interface Lines {
  from: number
  to: number
}

/** That a change cannot be written here without touching more of the text than it may. */
export class Unwritable extends Error {}

/** The source, unless it is no YAML. Its lines end with `\n`. */
export function readSource(text: string): Source | undefined {
  const lineCounter = new LineCounter()
  const options = { logLevel: 'silent', keepSourceTokens: true, lineCounter } as const
  const document = parseDocument(text, options)
  if (document.errors.length) return undefined
  return { text, document, lineAt: (offset) => lineCounter.linePos(offset).line }
}

export function mustRead(text: string): Source {
  const source = readSource(text)
  if (!source) throw new Unwritable()
  return source
}

/** The value at a path; undefined where there is none, or nothing is written behind its key. */
export function nodeAt({ document }: Source, path: Path): Node | undefined {
  const found = (path.length ? document.getIn(path, true) : document.contents) as Node | null
  if (!found || (isScalar(found) && found.value === null && !found.source)) return undefined
  return found
}

/** The value at a path as data; undefined where there is none. */
export function valueAt(source: Source, path: Path): unknown {
  const node = nodeAt(source, path)
  return isAlias(node)
    ? node.resolve(source.document)?.toJS(source.document)
    : node?.toJS(source.document)
}

export function pairOf(map: YAMLMap, key: string): Pair<Node, Node | null> | undefined {
  return map.items.find((one) => keyOf(one) === key) as Pair<Node, Node | null> | undefined
}

export function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key)
}

/** The path of the outermost collection in flow style, `{ … }` or `[ … ]`, on the way to a path. */
export function flowStyleOn(source: Source, path: Path): Path | undefined {
  for (let length = 0; length <= path.length; length += 1) {
    const node = nodeAt(source, path.slice(0, length))
    if (isCollection(node) && node.flow && node.items.length) return path.slice(0, length)
  }
  return undefined
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** Where the line ends, before its `\n`. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset)
}

/** Where the dash of an item of a list in block style stands. */
export function dashOf(list: YAMLSeq, index: number): number {
  const items = (list.srcToken as CST.BlockSequence).items.flatMap(({ start }) =>
    start.filter(({ type }) => type === 'seq-item-ind'),
  )
  const dash = items[index]
  if (!dash) throw new Unwritable()
  return dash.offset
}

/** Behind the last character of a value. Empty lines at its end count only if they are its own. */
export function endOf(text: string, node: Node): number {
  const [start, end] = node.range as [number, number, number]
  if (isScalar(node) && node.type?.startsWith('BLOCK')) {
    if (/^[|>]\d?\+/.test(text.slice(start))) return text[end - 1] === '\n' ? end - 1 : end
    return text.slice(0, end).trimEnd().length
  }
  if (!isCollection(node) || node.flow || !node.items.length) return end
  if (isSeq(node)) {
    const last = node.items.at(-1) as Node | null
    return Math.max(dashOf(node, node.items.length - 1) + 1, last ? endOf(text, last) : 0)
  }
  return endOfPair(text, (node as YAMLMap).items.at(-1) as Pair<Node, Node | null>)
}

export function endOfPair(text: string, pair: Pair<Node, Node | null>): number {
  return Math.max(colonOf(text, pair) + 1, pair.value ? endOf(text, pair.value) : 0)
}

export function colonOf(text: string, { key }: Pair<Node, Node | null>): number {
  const [, end] = key.range as [number, number, number]
  return text.indexOf(':', end)
}

/**
 * The lines of what begins at `start` and ends at `end`, with the comments below it that are
 * indented deeper, and, for an item of a list, with those right above it.
 */
export function linesOf(text: string, start: number, end: number, isItem: boolean): Lines {
  const column = columnOf(text, start)
  let from = lineStart(text, start)
  while (isItem && from > 0) {
    const before = lineStart(text, from - 1)
    const comment = commentColumn(text.slice(before, from))
    if (comment === undefined || comment > column) break
    from = before
  }
  let to = Math.min(text.length, lineEnd(text, end) + 1)
  for (let next = to; next < text.length;) {
    const line = text.slice(next, lineEnd(text, next))
    next = Math.min(text.length, lineEnd(text, next) + 1)
    if (!line.trim()) continue
    const comment = commentColumn(line)
    if (comment === undefined || comment <= column) break
    to = next
  }
  return { from, to }
}

/** Where a line that is nothing but a comment begins with it. */
function commentColumn(line: string): number | undefined {
  const column = line.search(/\S/)
  return line[column] === '#' ? column : undefined
}

/** Lines moved to the right, or to the left as far as they have spaces. Empty ones stay empty. */
export function shifted(lines: string, by: number): string {
  const spaces = ' '.repeat(Math.max(0, by))
  const indent = new RegExp(`^ {0,${Math.max(0, -by)}}`)
  return lines
    .split('\n')
    .map((line) => (line.trim() ? spaces + line.replace(indent, '') : line))
    .join('\n')
}

export { isMap, isSeq }
