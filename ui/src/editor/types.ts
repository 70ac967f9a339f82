/** Which type of task or trigger a line of a source belongs to. */

/** The type of the task or trigger in which a line stands. */
export function typeAt(source: string, line: number): string | undefined {
  const lines = source.split('\n')
  let indent = Infinity
  for (let place = line - 1; place >= 0; place -= 1) {
    const text = lines[place] ?? ''
    if (!text.trim()) continue
    const own = text.search(/[^\s-]/)
    const found = /^[\s-]*type:\s*["']?([\w.]+\.[\w.]+)/.exec(text)
    if (found && own <= indent) return found[1]
    if (own < indent) indent = own
    // The type may also follow below, as a sibling of this key.
    if (/^\s*- /.test(text) && own <= indent) return siblingType(lines, place, own)
  }
  return undefined
}

function siblingType(lines: string[], from: number, indent: number): string | undefined {
  for (let place = from; place < lines.length; place += 1) {
    const text = lines[place] ?? ''
    if (!text.trim()) continue
    const own = text.search(/[^\s-]/)
    if (place > from && (own < indent || /^\s*- /.test(text))) {
      if (text.search(/\S/) < indent) return undefined
    }
    if (own === indent) {
      const found = /^[\s-]*type:\s*["']?([\w.]+\.[\w.]+)/.exec(text)
      if (found) return found[1]
    }
  }
  return undefined
}
