/** The fields of a form for a task, a trigger or the flow, made of the JSON schema. */
import type { Path } from './edits/source'
import {
  branchOf,
  flowOf,
  sharedKeys,
  targetOf,
  typeOf,
  typesOf,
  type FlowSchema,
  type Kind,
  type Property,
} from './flowSchema'

export type Control =
  | 'line'
  | 'text'
  | 'number'
  | 'switch'
  | 'select'
  | 'list'
  | 'map'
  | 'group'
  | 'typed'
  | 'typedList'
  | 'yaml'

export interface Field {
  key: string
  path: Path
  property: Property
  /** One sentence, or nothing. */
  about: string
  /** The default as text; empty for none. */
  fallback: string
  isRequired: boolean
  isDeprecated: boolean
  /** Whether an expression is rendered; undefined where the schema does not say. */
  isDynamic?: boolean
}

export const SECTIONS = ['main', 'general', 'advanced'] as const
export type Section = (typeof SECTIONS)[number]

/** What the server writes itself, or what has a place of its own in a form. */
const HIDDEN = new Set(['type', 'revision', 'deleted', 'tenantId'])
const FLOW_MAIN = new Set(['id', 'namespace', 'description', 'labels'])
const FLOW_ADVANCED = new Set([
  ...['draft', 'listeners', 'taskDefaults', 'workerGroup', 'workerSelector', 'policyRefs'],
  ...['quotas', 'checks'],
])
/** Of what all types have, these are used often. */
const SHARED_GENERAL = new Set(['description', 'disabled', 'timeout', 'retry', 'runIf', 'when'])

/** The fields of a type by section: `main` has what is required. */
export function sectionsOf(
  schema: FlowSchema,
  path: Path,
  of?: { kind: Kind; type: string },
): Record<Section, Field[]> {
  const definition = of ? typeOf(schema, of.type) : flowOf(schema)
  const shared: ReadonlySet<string> = of ? sharedKeys(schema, of.kind) : new Set()
  const found: Record<Section, Field[]> = { main: [], general: [], advanced: [] }
  for (const field of fieldsOf(definition ?? {}, path)) {
    found[of ? sectionOf(field, shared) : flowSection(field)].push(field)
  }
  found.main.sort((one, other) => rankOf(one) - rankOf(other))
  return found
}

/** The fields of an object, but for those that hold tasks. */
export function fieldsOf({ properties = {}, required = [] }: Property, path: Path): Field[] {
  return Object.entries(properties).flatMap(([key, property]): Field[] => {
    if (HIDDEN.has(key) || branchOf(property)) return []
    return [
      {
        key,
        path: [...path, key],
        property,
        about: property.title ?? '',
        fallback: property.default === undefined ? '' : asText(property.default),
        isRequired: required.includes(key),
        isDeprecated: property.$deprecated ?? false,
        isDynamic: property.$dynamic,
      },
    ]
  })
}

/** How a value is edited: as the schema says, if what is there can be edited so. */
export function controlOf(schema: FlowSchema, property: Property, value: unknown): Control {
  const all = controlsOf(schema, property)
  const found = all.find((one) => fits(one, value, optionsOf(property)))
  return found ?? (isScalar(value) ? 'text' : 'yaml')
}

/** The control as the schema says, whatever is there now. */
export function plainControlOf(schema: FlowSchema, property: Property): Control {
  return controlsOf(schema, property)[0] ?? 'text'
}

/** The control that takes anything, in the place of another. */
export function rawOf(control: Control): 'text' | 'yaml' {
  const isScalarControl = ['line', 'text', 'number', 'switch', 'select'].includes(control)
  return isScalarControl ? 'text' : 'yaml'
}

/** What may be chosen. */
export function optionsOf(property: Property): string[] {
  const { enum: values = [], anyOf = [] } = property
  return [...values.map(String), ...anyOf.flatMap(optionsOf)]
}

/** What is written for what was typed into a field of text; undefined takes the key out. */
export function typedValue(control: Control, text: string, isRequired: boolean): unknown {
  if (text === '') return isRequired ? '' : undefined
  const number = Number(text)
  return control === 'number' && text.trim() && Number.isFinite(number) ? number : text
}

export function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function controlsOf(schema: FlowSchema, property: Property): Control[] {
  const { anyOf } = property
  if (!anyOf) return [simpleControl(schema, property)]
  const members = anyOf.map((one) => simpleControl(schema, one))
  // Text as an alternative is there for expressions.
  const others = members.filter((one) => one !== 'text' && one !== 'yaml')
  return [...new Set([...others, ...members])]
}

function simpleControl(schema: FlowSchema, property: Property): Control {
  if (property.$ref) {
    const target = targetOf(schema, property) ?? {}
    if (typesOf(schema, target).length) return 'typed'
    return target.properties ? 'group' : 'yaml'
  }
  if (property.enum) return 'select'
  switch (property.type) {
    case 'boolean':
      return 'switch'
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return listControl(schema, property.items ?? {})
    case 'object':
      return property.properties ? 'group' : property.additionalProperties ? 'map' : 'yaml'
    default:
      return property.pattern || property.format ? 'line' : 'text'
  }
}

function listControl(schema: FlowSchema, items: Property): Control {
  if (items.$ref && simpleControl(schema, items) === 'typed') return 'typedList'
  return items.type === 'string' ? 'list' : 'yaml'
}

function fits(control: Control, value: unknown, options: string[]): boolean {
  if (value === undefined || value === null) return true
  switch (control) {
    case 'number':
      return isScalar(value) && value !== '' && Number.isFinite(Number(value))
    case 'switch':
      return typeof value === 'boolean' || value === 'true' || value === 'false'
    case 'select':
      return options.includes(String(value))
    case 'line':
    case 'text':
      return isScalar(value)
    case 'list':
      return Array.isArray(value) && value.every(isScalar)
    case 'map':
      return isObject(value) && Object.values(value).every(isScalar)
    case 'typedList':
      return Array.isArray(value) && value.every(isObject)
    case 'group':
    case 'typed':
      return isObject(value)
    case 'yaml':
      return !isScalar(value)
  }
}

function sectionOf(field: Field, shared: ReadonlySet<string>): Section {
  if (field.isRequired) return 'main'
  if (field.isDeprecated) return 'advanced'
  return shared.has(field.key) && !SHARED_GENERAL.has(field.key) ? 'advanced' : 'general'
}

function flowSection({ key }: Field): Section {
  return FLOW_MAIN.has(key) ? 'main' : FLOW_ADVANCED.has(key) ? 'advanced' : 'general'
}

/** The id stands first. */
function rankOf({ key }: Field): number {
  return key === 'id' ? 0 : key === 'namespace' ? 1 : 2
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
