/** Namespaces by their dots. */

/** The namespace and all above it, the outermost first: `a.b` has `a` and `a.b`. */
export function lineage(name: string): string[] {
  const parts = name.split('.')
  return parts.map((_, place) => parts.slice(0, place + 1).join('.'))
}

/** What stands after the last dot. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** The namespaces directly below each, by name; those below none stand under the empty text. */
export function namesBelow(names: readonly string[]): Map<string, string[]> {
  const below = new Map<string, string[]>()
  for (const name of [...new Set(names.flatMap(lineage))].sort()) {
    const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')))
    below.set(parent, [...(below.get(parent) ?? []), name])
  }
  return below
}
