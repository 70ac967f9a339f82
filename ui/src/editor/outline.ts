/** The keys of a source line by line. Works on text that is no YAML yet, while it is typed. */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml'

export interface Entry {
  /** From 1. */
  line: number
  /** The column of the key, or of what stands behind the dash; from 0. */
  indent: number
  /** Whether it begins an item of a list. */
  isItem: boolean
  /** Empty for an item without a key. */
  key: string
  /** Without quotes and comment. */
  value: string
}

const LINE = /^(\s*(?:- +)*)(-$)?(?:(["']?)([\w.$-]+)\3\s*:(?=\s|$))?\s*(.*)$/
const BLOCK = /^[|>][+\-0-9]*$/
// What begins with two braces is an expression.
const INLINE = /^(\{(?!\{)|\[)/

/** All lines that hold something, without comments and the texts of block scalars. */
export function entriesOf(source: string): Entry[] {
  const entries: Entry[] = []
  let blockIndent = Infinity
  source.split('\n').forEach((text, place) => {
    const start = text.search(/\S/)
    if (start < 0 || start > blockIndent || text[start] === '#') return
    blockIndent = Infinity
    const found = LINE.exec(text)
    if (!found) return
    const [, lead = '', dash = '', , key = '', rest = ''] = found
    const value = plain(rest)
    const isItem = lead.includes('-') || dash !== ''
    const entry = { line: place + 1, indent: lead.length + dash.length, isItem, key, value }
    entries.push(...(INLINE.test(rest) ? withInline(entry, rest) : [entry]))
    if (BLOCK.test(value)) blockIndent = key ? lead.length : start
  })
  return entries
}

/** An entry and those of its value, which is a map or list in the same line. */
function withInline(entry: Entry, text: string): Entry[] {
  const { line, indent, isItem, key } = entry
  const { contents } = parseDocument(text)
  if (!key && isItem && isMap(contents)) return inside(contents, line, indent, true)
  return [entry, ...inside(contents, line, indent + 1, false)]
}

/** As if each key had a line of its own, one column deeper than what holds it. */
function inside(node: unknown, line: number, indent: number, isItem: boolean): Entry[] {
  if (isMap(node)) {
    return node.items.flatMap(({ key, value }, place) => [
      { line, indent, isItem: isItem && place === 0, key: String(key), value: scalar(value) },
      ...inside(value, line, indent + 1, false),
    ])
  }
  if (!isSeq(node)) return []
  return node.items.flatMap((item) =>
    isMap(item)
      ? inside(item, line, indent, true)
      : [
          { line, indent, isItem: true, key: '', value: scalar(item) },
          ...inside(item, line, indent + 1, false),
        ],
  )
}

function scalar(node: unknown): string {
  return isScalar(node) ? String(node.value ?? '') : ''
}

function plain(rest: string): string {
  const text = rest.trim()
  const quoted = /^(["'])(.*?)\1/.exec(text)
  if (quoted) return quoted[2] ?? ''
  return text.replace(/(^|\s)#.*$/, '').trim()
}

/** The entry of a line, or the last one before it. */
export function entryAt(entries: Entry[], line: number): Entry | undefined {
  return entries.findLast((entry) => entry.line <= line)
}

/** The key whose value holds this entry. */
export function parentOf(entries: Entry[], entry: Entry): Entry | undefined {
  const before = entries.slice(0, entries.indexOf(entry))
  return before.findLast((one) => one.key !== '' && one.indent < entry.indent)
}

/** All entries of the map in which this one stands, itself too. */
export function siblingsOf(entries: Entry[], entry: Entry): Entry[] {
  const found = [entry]
  let first = entry
  for (const before of entries.slice(0, entries.indexOf(entry)).reverse()) {
    if (first.isItem || before.indent < entry.indent) break
    if (before.indent !== entry.indent) continue
    first = before
    found.unshift(before)
  }
  for (const after of entries.slice(entries.indexOf(entry) + 1)) {
    const isNext = after.isItem && after.indent === entry.indent
    if (isNext || after.indent < entry.indent) break
    if (after.indent === entry.indent) found.push(after)
  }
  return found
}

/** The values of the map in which an entry stands, by key. */
export function valuesBeside(entries: Entry[], entry: Entry): Record<string, string> {
  return Object.fromEntries(siblingsOf(entries, entry).map(({ key, value }) => [key, value]))
}

export interface Typed {
  id: string
  type: string
  line: number
}

const TYPE = /^[\w-]+(\.[\w-]+)+$/

/**
 * The task or trigger in which a line stands: the innermost map with a dotted type. Of several in
 * one line it is the last.
 */
export function typedAt(source: string, line: number): Typed | undefined {
  const entries = entriesOf(source)
  let entry = entryAt(entries, line)
  while (entry) {
    const siblings: Entry[] = siblingsOf(entries, entry)
    const type = siblings.find(({ key, value }) => key === 'type' && TYPE.test(value))
    if (type) {
      const id = siblings.find(({ key }) => key === 'id')?.value ?? ''
      return { id, type: type.value, line: siblings[0]?.line ?? type.line }
    }
    entry = parentOf(entries, entry)
  }
  return undefined
}

/** Where the task or trigger of an id begins. */
export function lineOf(source: string, id: string): number | undefined {
  const entries = entriesOf(source)
  return entries.find((entry) => {
    if (entry.key !== 'id' || entry.value !== id) return false
    return siblingsOf(entries, entry).some(({ key, value }) => key === 'type' && TYPE.test(value))
  })?.line
}
