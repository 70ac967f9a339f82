/** The documentation of a type as a page shows it, made of its JSON schema. */
import type { components } from '@/api/schema'

export interface Example {
  title: string
  code: string
  /** A flow by itself, not only properties of a task. */
  isFlow: boolean
}

export interface Property {
  name: string
  type: string
  /** The definition that the type refers to. */
  refersTo?: string
  isRequired: boolean
  /** Whether it may hold expressions. */
  isDynamic: boolean
  isDeprecated: boolean
  /** As JSON, or the text itself. */
  defaultText?: string
  values: string[]
  limits: string[]
  title: string
  description: string
}

export interface Definition {
  id: string
  name: string
  about: string
  properties: Property[]
}

export interface Metric {
  name: string
  type: string
  unit?: string
  description?: string
}

export interface TypeDoc {
  title: string
  description: string
  isDeprecated: boolean
  isBeta: boolean
  examples: Example[]
  properties: Property[]
  outputs: Property[]
  definitions: Definition[]
  metrics: Metric[]
}

interface Schema {
  type?: string
  format?: string
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  items?: Schema
  additionalProperties?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  $ref?: string
  $dynamic?: boolean
  $required?: boolean
  $deprecated?: boolean | string
  $beta?: boolean
  $examples?: { full: boolean; code: string; title?: string }[]
  $metrics?: Metric[]
  [key: string]: unknown
}

const LIMITS = [
  ['minimum', '≥'],
  ['exclusiveMinimum', '>'],
  ['maximum', '≤'],
  ['exclusiveMaximum', '<'],
  ['minLength', 'length ≥'],
  ['maxLength', 'length ≤'],
  ['minItems', 'items ≥'],
  ['maxItems', 'items ≤'],
  ['pattern', 'pattern'],
] as const

export function docOf({ schema }: components['schemas']['PluginDocumentation']): TypeDoc {
  const about = schema.properties as Schema
  const definitions = (schema.definitions ?? {}) as Record<string, Schema>
  return {
    title: about.title ?? '',
    description: about.description ?? '',
    isDeprecated: isSet(about.$deprecated),
    isBeta: isSet(about.$beta),
    examples: (about.$examples ?? []).map(({ full, code, title = '' }) => ({
      title,
      code: code.trimEnd(),
      isFlow: full,
    })),
    properties: propertiesOf(about),
    outputs: propertiesOf(schema.outputs as Schema | undefined),
    definitions: Object.entries(definitions).map(([id, one]) => ({
      id,
      name: simple(id),
      about: one.description ?? one.title ?? '',
      properties: propertiesOf(one),
    })),
    metrics: about.$metrics ?? [],
  }
}

/** Required ones first, each part by name. */
function propertiesOf(schema: Schema | undefined): Property[] {
  return Object.entries(schema?.properties ?? {})
    .map(([name, one]) => propertyOf(name, one))
    .sort(
      (a, b) => Number(b.isRequired) - Number(a.isRequired) || a.name.localeCompare(b.name, 'en'),
    )
}

function propertyOf(name: string, schema: Schema): Property {
  const branches = branchesOf(schema)
  const given = schema.default ?? branches.find((one) => one.default !== undefined)?.default
  return {
    name,
    type: [...new Set(branches.map(typeOf))].join(' or '),
    refersTo: branches.map(referenceOf).find(Boolean),
    isRequired: schema.$required === true,
    isDynamic: schema.$dynamic === true,
    isDeprecated: isSet(schema.$deprecated),
    defaultText: given === undefined ? undefined : asText(given),
    values: branches.flatMap((one) => one.enum ?? one.items?.enum ?? []).map(asText),
    limits: LIMITS.filter(([key]) => schema[key] !== undefined).map(
      ([key, sign]) => `${sign} ${asText(schema[key])}`,
    ),
    title: schema.title ?? '',
    description: schema.description ?? '',
  }
}

/** What a value may be, without the text that only stands for an expression of it. */
function branchesOf(schema: Schema): Schema[] {
  const all = schema.anyOf ?? [schema]
  const own = all.filter((one) => !(schema.$dynamic && all.length > 1 && isPlainText(one)))
  return own.length ? own : all
}

function isPlainText({ type, format, enum: values }: Schema): boolean {
  return type === 'string' && !format && !values
}

function typeOf(schema: Schema): string {
  if (schema.$ref) return simple(schema.$ref)
  if (schema.type === 'array') return schema.items ? `list of ${typeOf(schema.items)}` : 'list'
  if (schema.type === 'object') {
    const values = schema.additionalProperties
    return values && values.type !== 'object' ? `map of ${typeOf(values)}` : 'map'
  }
  return schema.format ?? schema.type ?? 'any'
}

function referenceOf(schema: Schema): string | undefined {
  const found = schema.$ref ?? schema.items?.$ref ?? schema.additionalProperties?.$ref
  return found?.replace(/^#\/(\$defs|definitions)\//, '')
}

function simple(name: string): string {
  return name.split(/[./]/).at(-1) ?? name
}

function isSet(flag: unknown): boolean {
  return flag === true || flag === 'true'
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
