/** One task or trigger of a source as its author wrote it. */
import { isMap, isScalar, parseDocument, stringify, visit } from 'yaml'

export interface SourcePart {
  text: string
  /** Where it begins, from 1. */
  line: number
}

/** The part with that id and type; undefined where the source has none. */
export function partOf(source: string, id: string, type: string): SourcePart | undefined {
  let found: SourcePart | undefined
  visit(parseDocument(source), {
    Map(_, map) {
      const named = map.get('id', true)
      if (!isScalar(named) || String(named.value) !== id || map.get('type') !== type) return
      if (!isMap(map) || !map.range) return
      const [start, end] = map.range
      const before = source.lastIndexOf('\n', start - 1) + 1
      found = {
        text: unindented(source.slice(start, end), start - before),
        line: source.slice(0, start).split('\n').length,
      }
      return visit.BREAK
    },
  })
  return found
}

/** What was given as data, as a source. */
export function sourceOf(document: unknown): string {
  return stringify(document, { lineWidth: 0 }).trimEnd()
}

/** The first line stands without its indent already. */
function unindented(text: string, by: number): string {
  const indent = new RegExp(`^ {0,${by}}`)
  const [first = '', ...rest] = text.trimEnd().split('\n')
  return [first, ...rest.map((line) => line.replace(indent, ''))].join('\n')
}
