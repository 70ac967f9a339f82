/** What every language must have: the keys of English, each with a text. */
import type { en } from './en'

/** One text for each form by which the language counts, as `Intl.PluralRules` names them. */
export interface Plural {
  one?: string
  /** Where there is no form of its own, as of most numbers. */
  other: string
}

type Shape<T> = T extends string
  ? string
  : T extends Plural
    ? Plural
    : { readonly [Name in keyof T]: Shape<T[Name]> }

/** The texts of a file of English, in another language. */
export type Section<Name extends keyof typeof en> = Shape<(typeof en)[Name]>

/** All texts of a language. */
export type Texts = { readonly [Name in keyof typeof en]: Section<Name> }

/**
 * The files of a language together, each by what it exports. That none is missing shows in the tests,
 * and in `npm run texts`.
 */
export function sectionsOf(files: Record<string, unknown>): Texts {
  return Object.assign({}, ...Object.values(files)) as Texts
}

/** Whether this is a text that depends on a number, and not a group of texts. */
export function isPlural(part: object): part is Plural {
  return 'other' in part && typeof part.other === 'string'
}

/** The text of a whole key, such as `common.selected`; of no key that only some texts begin with. */
export function textAt(texts: object, key: string): string | Plural | undefined {
  const found = partAt(texts, key)
  return typeof found === 'string' || isPluralPart(found) ? found : undefined
}

/** The text of a key, or the group of those that begin with it. */
export function partAt(texts: object, key: string): unknown {
  const [section = '', ...names] = key.split('.')
  let found: unknown = sectionOf(texts as Record<string, unknown>, section)
  for (const name of names) {
    if (typeof found !== 'object' || found === null || isPlural(found)) return undefined
    // What is no text, such as `constructor`, has no name here either.
    found = Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined
  }
  return found
}

/** The texts of a file; built pages have them as JSON, which is read when it is first wanted. */
function sectionOf(texts: Record<string, unknown>, name: string): unknown {
  if (!Object.hasOwn(texts, name)) return undefined
  const section = texts[name]
  return typeof section === 'string' ? (texts[name] = JSON.parse(section)) : section
}

function isPluralPart(part: unknown): part is Plural {
  return typeof part === 'object' && part !== null && isPlural(part)
}

/** Texts by their whole keys, such as `common.selected`. */
export function* flat(part: object, prefix = ''): Generator<[string, string | Plural]> {
  for (const [name, value] of Object.entries(part) as [string, string | object][]) {
    if (typeof value === 'string') yield [prefix + name, value]
    else if (isPlural(value)) yield [prefix + name, value]
    else yield* flat(value, `${prefix}${name}.`)
  }
}
