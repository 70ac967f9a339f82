/** What the JSON schema of flows says of types, their properties, and where tasks are inside. */

/** A part of the schema. */
export interface Property {
  type?: string
  $ref?: string
  anyOf?: Property[]
  items?: Property
  additionalProperties?: Property | boolean
  properties?: Record<string, Property>
  required?: string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  default?: unknown
  title?: string
  markdownDescription?: string
  /** Whether an expression in it is rendered. */
  $dynamic?: boolean
  $deprecated?: boolean
}

export interface FlowSchema {
  definitions: Record<string, Property>
}

export type Kind = 'task' | 'trigger'
/** A list of tasks, a list for each key, one task, or a list of maps with a task each. */
export type BranchForm = 'list' | 'map' | 'single' | 'nodes'

export interface TypeRow {
  name: string
  title: string
  isDeprecated: boolean
}

export const FLOW = 'io.kestra.core.models.flows.Flow'
const UNION: Record<Kind, string> = {
  task: 'io.kestra.core.models.tasks.Task',
  trigger: 'io.kestra.core.models.triggers.AbstractTrigger',
}

export function targetOf(schema: FlowSchema, { $ref = '' }: Property): Property | undefined {
  return schema.definitions[nameOf($ref)]
}

/** The schema itself or the first of its alternatives that has a key. */
export function memberWith(property: Property, key: keyof Property): Property | undefined {
  return key in property ? property : property.anyOf?.find((one) => key in one)
}

export function flowOf(schema: FlowSchema): Property {
  return schema.definitions[FLOW] ?? {}
}

/** The types of a union, such as all tasks, by name. */
export function typesOf(schema: FlowSchema, union: Property | undefined): TypeRow[] {
  return (union?.anyOf ?? []).flatMap(({ $ref = '' }) => {
    const name = nameOf($ref)
    const found = schema.definitions[name]
    if (!found) return []
    return [{ name, title: found.title ?? '', isDeprecated: Boolean(found.$deprecated) }]
  })
}

export function typesOfKind(schema: FlowSchema, kind: Kind): TypeRow[] {
  return typesOf(schema, schema.definitions[UNION[kind]])
}

const aliases = new WeakMap<FlowSchema, Map<string, Property>>()

/** The schema of a type by its name or an alias. */
export function typeOf(schema: FlowSchema, name: string): Property | undefined {
  const direct = schema.definitions[name]
  if (direct) return direct
  let known = aliases.get(schema)
  if (!known) {
    const all = Object.values(schema.definitions)
    known = new Map(
      all.flatMap((one) => (one.properties?.type?.enum ?? []).map((alias) => [`${alias}`, one])),
    )
    aliases.set(schema, known)
  }
  return known.get(name)
}

/** How a property holds tasks or triggers; undefined for one that holds none. */
export function branchOf(property: Property): { form: BranchForm; kind: Kind } | undefined {
  const kind = kindOf(property)
  if (kind) return { form: 'single', kind }
  const { items, additionalProperties: each } = property
  const ofItems = items && kindOf(items)
  if (ofItems) return { form: 'list', kind: ofItems }
  const node = items?.properties?.task
  const ofNodes = node && kindOf(node)
  if (ofNodes) return { form: 'nodes', kind: ofNodes }
  const ofEach = typeof each === 'object' && each.items && kindOf(each.items)
  return ofEach ? { form: 'map', kind: ofEach } : undefined
}

/** Properties that all types of a kind have. */
export function sharedKeys(schema: FlowSchema, kind: Kind): ReadonlySet<string> {
  const [first, ...rest] = (schema.definitions[UNION[kind]]?.anyOf ?? []).map(
    (one) => targetOf(schema, one)?.properties ?? {},
  )
  return new Set(Object.keys(first ?? {}).filter((key) => rest.every((one) => key in one)))
}

function kindOf({ $ref }: Property): Kind | undefined {
  if (!$ref) return undefined
  const name = nameOf($ref)
  return name === UNION.task ? 'task' : name === UNION.trigger ? 'trigger' : undefined
}

function nameOf(reference: string): string {
  return reference.replace('#/definitions/', '')
}
