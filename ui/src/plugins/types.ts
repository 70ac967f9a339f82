/** Plugin types as packages and parts of them list them. */
import type { components } from '@/api/schema'

type Listed = components['schemas']['Plugin']

/** The lists of a package, in the order in which they are shown. */
export const KINDS = [
  'tasks',
  'triggers',
  'conditions',
  'taskRunners',
  'charts',
  'dataFilters',
  'dataFiltersKPI',
  'logExporters',
  'secrets',
  'apps',
  'appBlocks',
  'additionalPlugins',
] as const
export type Kind = (typeof KINDS)[number]

export interface PluginType {
  cls: string
  name: string
  kind: Kind
  title: string
  isDeprecated: boolean
  group: TypeGroup
}

/** A part of a package, or what of a package is in no part. */
export interface TypeGroup {
  /** The beginning of the names of its types. */
  id: string
  title: string
  /** The package, its own name and that of its group. */
  owner: { name: string; group: string; version: string }
  types: PluginType[]
}

export interface Catalogue {
  groups: TypeGroup[]
  byName: ReadonlyMap<string, PluginType>
}

/** `listed` are packages, then their parts, as the server tells them. */
export function catalogueOf(listed: readonly Listed[]): Catalogue {
  const packages = listed.filter((one) => !one.subGroup)
  const byName = new Map<string, PluginType>()
  const groups = packages.flatMap((owner) => {
    const parts = listed.filter((one) => one.subGroup && one.group === owner.group)
    const made = parts.map((part) => groupOf(part, part.subGroup ?? '', titleOf(part)))
    made.forEach(({ types }) => types.forEach((type) => byName.set(type.cls, type)))
    const rest = groupOf(owner, owner.group, owner.title)
    rest.types = rest.types.filter(({ cls }) => !byName.has(cls))
    rest.types.forEach((type) => byName.set(type.cls, type))
    return [rest, ...made].filter(({ types }) => types.length)
  })
  return { groups, byName }
}

/** A part that is named after another package says so. */
function titleOf({ group, subGroup = '', title }: Listed): string {
  return subGroup.startsWith(`${group}.`) ? title : subGroup.split('.').slice(3).join('.')
}

function groupOf(listed: Listed, id: string, title: string): TypeGroup {
  const { name, group: owning, version = '' } = listed
  const group: TypeGroup = { id, title, owner: { name, group: owning, version }, types: [] }
  group.types = KINDS.flatMap((kind) =>
    listed[kind].map((one): PluginType => {
      const { cls, title = '', deprecated = false } = typeof one === 'string' ? { cls: one } : one
      const simple = cls.split('.').at(-1) ?? cls
      return { cls, name: simple, kind, title, isDeprecated: deprecated, group }
    }),
  ).sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1))
  return group
}

/** Types whose name or title has all of the words. */
export function matching(catalogue: Catalogue, text: string): PluginType[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return [...catalogue.byName.values()].filter(({ cls, title }) => {
    const all = `${cls} ${title}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}
