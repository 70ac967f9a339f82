/** The tasks and triggers of a source as a tree, with their places. */
import { branchOf, flowOf, typeOf, type BranchForm, type FlowSchema, type Kind } from './flowSchema'
import { endOf, isMap, isSeq, nodeAt, type Path, type Source } from './edits/source'

/** What runs when others are done stands behind them. */
const LAST = new Set(['errors', 'finally', 'afterExecution', 'triggers'])

/** A task or trigger. */
export interface Part {
  kind: Kind
  path: Path
  id: string
  type: string
  /** From 1. */
  line: number
  endLine: number
  branches: Branch[]
}

/** A place for tasks or triggers: `tasks`, `errors`, `cases.high`. */
export interface Branch {
  name: string
  path: Path
  kind: Kind
  form: Exclude<BranchForm, 'map'>
  /** It must not be empty. */
  isRequired: boolean
  parts: Part[]
}

/** The places of the flow itself, with everything inside. */
export function partsOf(source: Source, schema: FlowSchema): Branch[] {
  return branchesOf(source, schema, [], flowOf(schema))
}

/** All parts, those inside behind the one that holds them. */
export function allParts(branches: readonly Branch[]): Part[] {
  return branches.flatMap(({ parts }) =>
    parts.flatMap((part) => [part, ...allParts(part.branches)]),
  )
}

/** From the outermost to the innermost part in which a line is. */
export function partsAround(branches: readonly Branch[], line: number): Part[] {
  for (const { parts } of branches) {
    const found = parts.find((one) => one.line <= line && line <= one.endLine)
    if (found) return [found, ...partsAround(found.branches, line)]
  }
  return []
}

/** The branch in which a part stands, and its place there. */
export function placeOf(
  branches: readonly Branch[],
  part: Part,
): { branch: Branch; index: number } | undefined {
  for (const branch of branches) {
    const index = branch.parts.indexOf(part)
    if (index >= 0) return { branch, index }
    for (const { branches: inside } of branch.parts) {
      const found = placeOf(inside, part)
      if (found) return found
    }
  }
  return undefined
}

function branchesOf(
  source: Source,
  schema: FlowSchema,
  path: Path,
  type: ReturnType<typeof flowOf>,
): Branch[] {
  const keys = Object.entries(type.properties ?? {})
  const inOrder = [
    ...keys.filter(([key]) => !LAST.has(key)),
    ...keys.filter(([key]) => LAST.has(key)),
  ]
  return inOrder.flatMap(([key, property]): Branch[] => {
    const found = branchOf(property)
    if (!found) return []
    const { kind, form } = found
    const isRequired = type.required?.includes(key) ?? false
    const at = [...path, key]
    const make = (name: string, place: Path, each: Exclude<BranchForm, 'map'>): Branch => ({
      name,
      path: place,
      kind,
      form: each,
      isRequired,
      parts: partsIn(source, schema, place, each, kind),
    })
    if (form !== 'map') return [make(key, at, form)]
    const map = nodeAt(source, at)
    const cases = isMap(map) ? map.items.map(({ key: one }) => String(one)) : []
    return cases.map((one) => make(`${key}.${one}`, [...at, one], 'list'))
  })
}

function partsIn(
  source: Source,
  schema: FlowSchema,
  path: Path,
  form: BranchForm,
  kind: Kind,
): Part[] {
  const paths = placesIn(source, path, form)
  return paths.flatMap((one) => {
    const node = nodeAt(source, one)
    if (!isMap(node) || !node.range) return []
    const text = (key: string) => String(node.get(key) ?? '')
    const type = typeOf(schema, text('type'))
    return [
      {
        kind,
        path: one,
        id: text('id'),
        type: text('type'),
        line: source.lineAt(node.range[0]),
        endLine: source.lineAt(endOf(source.text, node)),
        branches: type ? branchesOf(source, schema, one, type) : [],
      },
    ]
  })
}

function placesIn(source: Source, path: Path, form: BranchForm): Path[] {
  if (form === 'single') return [path]
  const list = nodeAt(source, path)
  if (!isSeq(list)) return []
  return list.items.map((_, index) => [...path, index, ...(form === 'nodes' ? ['task'] : [])])
}
