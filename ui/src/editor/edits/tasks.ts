/** Changes of the tasks and triggers of a flow: added, deleted, moved and swapped. */
import { branchOf, typeOf, type FlowSchema, type Property } from '../flowSchema'
import type { Branch, Part } from '../flowParts'
import { freeId } from './additions'
import type { Change } from './edit'
import { withItem, withItemMoved, withItemsSwapped, withoutItem } from './items'
import { flowRank, taskRank } from './ranks'
import { isSeq, nodeAt, type Path, type Source } from './source'
import { without, withYaml, type Rank } from './values'

const FIRST_TYPE = 'io.kestra.plugin.core.log.Log'

/** The item of a list in which a part stands; undefined where there is place for one. */
export function itemOf({ path }: Pick<Part, 'path'>): { list: Path; index: number } | undefined {
  const last = path.at(-1)
  const before = path.at(-2)
  if (typeof last === 'number') return { list: path.slice(0, -1), index: last }
  if (last === 'task' && typeof before === 'number') {
    return { list: path.slice(0, -2), index: before }
  }
  return undefined
}

/** A part of a type beside another one. */
export function addBeside(
  schema: FlowSchema,
  type: string,
  part: Part,
  where: 'before' | 'after',
): Change {
  return (source) => {
    const item = itemOf(part)
    if (!item) return source.text
    const yaml = newPart(source, schema, type)
    const index = item.index + (where === 'after' ? 1 : 0)
    return withItem(source, item.list, index, part.path.at(-1) === 'task' ? node(yaml) : yaml)
  }
}

/** A part of a type at the end of a branch, which need not be there yet. */
export function addInside(
  schema: FlowSchema,
  type: string,
  { path, form }: Pick<Branch, 'path' | 'form'>,
  owner?: string,
): Change {
  return (source) => {
    const yaml = newPart(source, schema, type)
    const rank = rankIn(schema, owner)
    if (form === 'single') return withYaml(source, path, yaml, rank)
    const list = nodeAt(source, path)
    const index = isSeq(list) ? list.items.length : 0
    return withItem(source, path, index, form === 'nodes' ? node(yaml) : yaml, rank)
  }
}

export function deletePart(part: Part): Change {
  return (source) => {
    const item = itemOf(part)
    return item ? withoutItem(source, item.list, item.index) : without(source, part.path)
  }
}

/** A part in the place of another one and the other way round, with all that is inside. */
export function swapParts(one: Part, other: Part): Change {
  return (source) => {
    const [first, second] = [itemOf(one), itemOf(other)]
    if (!first || !second) return source.text
    return withItemsSwapped(source, [first.list, first.index], [second.list, second.index])
  }
}

/** A part at a place of a branch, as counted before it is taken away from where it is. */
export function movePart(part: Part, branch: Pick<Branch, 'path' | 'form'>, place: number): Change {
  return (source) => {
    const item = itemOf(part)
    if (!item || branch.form === 'single') return source.text
    return withItemMoved(source, item.list, item.index, branch.path, place)
  }
}

/** Where new keys of a task of a type stand, or of the flow without one. */
export function rankIn(schema: FlowSchema, type: string | undefined): Rank {
  if (type === undefined) return flowRank
  const properties = Object.entries(typeOf(schema, type)?.properties ?? {})
  return taskRank(new Set(properties.filter(([, one]) => branchOf(one)).map(([key]) => key)))
}

/** The source of a new part: where tasks must be inside it has one to begin with. */
function newPart(source: Source, schema: FlowSchema, type: string): string {
  const id = freeId(source.text, idOf(type))
  const head = `id: ${id}\ntype: ${type}\n`
  const definition: Property = typeOf(schema, type) ?? {}
  const inside = (definition.required ?? []).flatMap((key) => {
    const branch = branchOf(definition.properties?.[key] ?? {})
    if (!branch || type === FIRST_TYPE) return []
    const first = `id: ${freeId(source.text, `${id}_log`)}\ntype: ${FIRST_TYPE}\nmessage: ""\n`
    if (branch.form === 'single') return [`${key}:\n${indented(first, '  ')}`]
    if (branch.form === 'map') return []
    const item = branch.form === 'nodes' ? node(first) : first
    return [`${key}:\n${indented(item, '    ').replace('    ', '  - ')}`]
  })
  return head + inside.join('')
}

/** `DownloadFile` as `download_file`. */
function idOf(type: string): string {
  const name = type.split('.').at(-1) ?? 'task'
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

/** A task as an item of a list of maps. */
function node(yaml: string): string {
  return `task:\n${indented(yaml, '  ')}`
}

function indented(yaml: string, indent: string): string {
  return yaml.replace(/^(?=.)/gm, indent)
}
