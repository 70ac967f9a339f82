/** Changes of the items of lists: put in, taken out, moved and swapped with their comments. */
import { parseDocument, type Node, type YAMLSeq } from 'yaml'
import {
  columnOf,
  dashOf,
  endOf,
  flowStyleOn,
  isSeq,
  lineStart,
  linesOf,
  mustRead,
  nodeAt,
  shifted,
  Unwritable,
  type Lines,
  type Path,
  type Source,
} from './source'
import { putLines, rewritten, without, withText, type Rank } from './values'

/** Put an item in at a place of a list, which is begun where it is not there. `yaml` is a map. */
export function withItem(
  source: Source,
  list: Path,
  index: number,
  yaml: string,
  rank?: Rank,
): string {
  return withItemLines(source, list, index, `- ${shifted(yaml.trimEnd(), 2).trimStart()}`, rank)
}

/** Take an item out; a list without items goes as well. */
export function withoutItem(source: Source, list: Path, index: number): string {
  const found = nodeAt(source, list)
  if (!isSeq(found) || index >= found.items.length) throw new Unwritable()
  if (found.items.length === 1) return without(source, list)
  if (flowStyleOn(source, list)) {
    return rewritten(source, list, (document) => document.deleteIn([...list, index]))
  }
  const { text } = source
  const { from, to } = itemLines(text, found, index)
  const before = text.slice(0, from)
  const after = text.slice(to)
  // The empty line that set it apart goes with it.
  if (!after.trim()) return `${before.trimEnd()}\n`
  const isDouble = /(^|\n)[ \t]*\n$/.test(before) && /^[ \t]*\n/.test(after)
  return before + (isDouble ? after.replace(/^[ \t]*\n/, '') : after)
}

/** Move an item to a place in the same or another list, as counted before it is taken out. */
export function withItemMoved(
  source: Source,
  from: Path,
  index: number,
  to: Path,
  place: number,
): string {
  if (startsWith(to, [...from, index])) throw new Unwritable()
  const lines = linesAt(source, from, index)
  const isSame = samePath(from, to)
  if (isSame && (place === index || place === index + 1)) return source.text
  const rest = mustRead(withoutItem(source, from, index))
  const list = to.map((step, at) => {
    const isAfter = typeof step === 'number' && at === from.length && startsWith(to, from)
    return isAfter && step > index ? step - 1 : step
  })
  return withItemLines(rest, list, isSame && place > index ? place - 1 : place, lines)
}

/** Two items in each other's place; neither may be inside the other. */
export function withItemsSwapped(
  source: Source,
  one: [list: Path, index: number],
  other: [list: Path, index: number],
): string {
  const { text } = source
  const [first, second] = [placed(source, ...one), placed(source, ...other)].sort(
    (a, b) => a.from - b.from,
  )
  if (!first || !second || first.to > second.from) throw new Unwritable()
  const isLast = !text.slice(second.from, second.to).endsWith('\n')
  const lines = (at: typeof first, column: number) =>
    shifted(text.slice(at.from, at.to).replace(/\n$/, ''), column - at.column) + '\n'
  const now =
    text.slice(0, first.from) +
    lines(second, first.column) +
    text.slice(first.to, second.from) +
    lines(first, second.column) +
    text.slice(second.to)
  return isLast ? now.slice(0, -1) : now
}

/** Lines with the dash at the margin, comments above it too, as an item of a list. */
function withItemLines(
  source: Source,
  list: Path,
  index: number,
  lines: string,
  rank?: Rank,
): string {
  const found = nodeAt(source, list)
  if (!isSeq(found) || !found.items.length) {
    return withText(source, list, `\n${shifted(lines, 2)}`, rank)
  }
  if (flowStyleOn(source, list)) {
    const item = (parseDocument(lines).contents as YAMLSeq<Node>).items[0] as Node
    return rewritten(source, list, (document) => {
      const items = (document.getIn(list, true) as YAMLSeq<Node>).items
      items.splice(index, 0, item)
    })
  }
  const { text } = source
  const places = found.items.map((_, at) => itemLines(text, found, at))
  const [first, second, last] = [places[0], places[1], places.at(-1)]
  if (!first || !last) throw new Unwritable()
  // Items that are set apart by empty lines stay so.
  const gap = second && /^[ \t]*\n/m.test(text.slice(first.to, second.from)) ? '\n' : ''
  const put = shifted(lines, columnOf(text, dashOf(found, 0)))
  const next = places[index]
  return next ? putLines(text, next.from, put + gap) : putLines(text, last.to, gap + put)
}

function itemLines(text: string, list: YAMLSeq, index: number): Lines {
  const dash = dashOf(list, index)
  if (text.slice(lineStart(text, dash), dash).trim()) throw new Unwritable()
  const node = list.items[index] as Node | null
  return linesOf(text, dash, Math.max(dash + 1, node ? endOf(text, node) : 0), true)
}

function placed(source: Source, list: Path, index: number): Lines & { column: number } {
  const found = nodeAt(source, list)
  if (!isSeq(found) || flowStyleOn(source, list)) throw new Unwritable()
  const lines = itemLines(source.text, found, index)
  return { ...lines, column: columnOf(source.text, dashOf(found, index)) }
}

/** The lines of an item with its dash at the margin. */
function linesAt(source: Source, list: Path, index: number): string {
  const found = nodeAt(source, list)
  if (!isSeq(found) || index >= found.items.length) throw new Unwritable()
  if (flowStyleOn(source, list)) {
    const node = found.items[index] as Node
    const [start, end] = node.range as [number, number, number]
    return `- ${source.text.slice(start, end)}`
  }
  const { from, to, column } = placed(source, list, index)
  return shifted(source.text.slice(from, to).replace(/\n$/, ''), -column)
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, at) => path[at] === step)
}

function samePath(one: Path, other: Path): boolean {
  return one.length === other.length && startsWith(one, other)
}
