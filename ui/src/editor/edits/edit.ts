/** One replacement in a source, which is one step for whoever undoes it. */
import { mustRead, readSource, Unwritable, type Source } from './source'

export interface Edit {
  /** Characters from the beginning. */
  offset: number
  /** How many of them are replaced. */
  length: number
  text: string
}

/** Makes the text after a change of the one before. */
export type Change = (source: Source) => string

/** The smallest edit that makes the change; undefined when it cannot be made in this text. */
export function editOf(text: string, change: Change): Edit | undefined {
  const hasReturns = text.includes('\r\n')
  const before = hasReturns ? text.replaceAll('\r\n', '\n') : text
  const now = changed(before, change)
  if (now === undefined) return undefined
  return difference(text, hasReturns ? now.replaceAll('\n', '\r\n') : now)
}

/** Several changes as one. */
export function inTurn(...changes: Change[]): Change {
  return (source) =>
    changes.reduce((text, change, place) => change(place ? mustRead(text) : source), source.text)
}

export function applied(text: string, { offset, length, text: put }: Edit): string {
  return text.slice(0, offset) + put + text.slice(offset + length)
}

function changed(text: string, change: Change): string | undefined {
  const source = readSource(text)
  if (!source) return undefined
  try {
    const now = change(source)
    return now === text || readSource(now) ? now : undefined
  } catch (thrown) {
    if (thrown instanceof Unwritable) return undefined
    throw thrown
  }
}

/** What is different, without what both begin and end with. */
function difference(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length)
  let same = 0
  while (same < most && before[same] === after[same]) same += 1
  let end = 0
  while (end < most - same && before.at(-1 - end) === after.at(-1 - end)) end += 1
  return {
    offset: same,
    length: before.length - same - end,
    text: after.slice(same, after.length - end),
  }
}
