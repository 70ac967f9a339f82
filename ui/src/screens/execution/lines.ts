/** Lines of a flow's source: where a task is, and what differs from another revision. */

/** The line of a task, from 1; undefined if the source has none of that id. */
export function lineOfTask(source: string, taskId: string): number | undefined {
  const lines = source.split('\n')
  // Inputs may be called alike: tasks come below a key of theirs.
  const start = lines.findIndex((line) => /^(tasks|errors|finally|afterExecution)\s*:/.test(line))
  if (start < 0) return undefined
  const below = lines.slice(start)
  const own = below.findIndex((line) => idOf(line) === taskId)
  const at = own < 0 ? below.findIndex((line) => inlineIds(line).includes(taskId)) : own
  return at < 0 ? undefined : start + at + 1
}

/** Of tasks that are written in one line, where `id` need not come first. */
function inlineIds(line: string): string[] {
  const found = line.matchAll(/[{,]\s*id\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s,}]+))/g)
  return [...found].map((one) => one[1] ?? one[2] ?? one[3] ?? '')
}

function idOf(line: string): string | undefined {
  const found = /^[\s\-{]*\bid\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s,#}]+))/.exec(line)
  return found?.[1] ?? found?.[2] ?? found?.[3]
}

export interface ChangedLine {
  sign: '-' | '+'
  /** Of the text that it is in, from 1. */
  number: number
  text: string
}

/** Texts that differ in more lines than this are not compared line by line. */
const COMPARED_MAX = 600

/** Lines that only one of two texts has, in order; undefined if there are too many to compare. */
export function changedLines(before: string, after: string): ChangedLine[] | undefined {
  const old = before.split('\n')
  const now = after.split('\n')
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let end = 0
  const most = Math.min(old.length, now.length) - start
  while (end < most && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1
  const gone = old.slice(start, old.length - end)
  const come = now.slice(start, now.length - end)
  if (gone.length > COMPARED_MAX || come.length > COMPARED_MAX) return undefined
  return differing(gone, come).map((line) => ({ ...line, number: line.number + start }))
}

/** By the longest common subsequence of both. */
function differing(gone: readonly string[], come: readonly string[]): ChangedLine[] {
  const width = come.length + 1
  const longest = new Uint16Array((gone.length + 1) * width)
  const at = (one: number, other: number) => longest[one * width + other] ?? 0
  for (let one = gone.length - 1; one >= 0; one--) {
    for (let other = come.length - 1; other >= 0; other--) {
      longest[one * width + other] =
        gone[one] === come[other]
          ? at(one + 1, other + 1) + 1
          : Math.max(at(one + 1, other), at(one, other + 1))
    }
  }
  const lines: ChangedLine[] = []
  let one = 0
  let other = 0
  while (one < gone.length || other < come.length) {
    if (one < gone.length && other < come.length && gone[one] === come[other]) {
      one += 1
      other += 1
    } else if (
      one < gone.length &&
      (other >= come.length || at(one + 1, other) >= at(one, other + 1))
    ) {
      lines.push({ sign: '-', number: one + 1, text: gone[one] ?? '' })
      one += 1
    } else {
      lines.push({ sign: '+', number: other + 1, text: come[other] ?? '' })
      other += 1
    }
  }
  return lines
}
