/** Texts by key: `t('executions.title')`, `t('common.selected', { n: 3 })`. A missing key is a type error. */
import { en } from './en'
import { language, numberLocale } from './language'
import { partAt, textAt, type Plural } from './shape'
import { translation } from './translations'

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string | Plural
    ? `${Prefix}${K}`
    : Leaves<T[K], `${Prefix}${K}.`>
}[keyof T & string]

export type TextKey = Leaves<typeof en>
export type Values = Record<string, string | number>

let rules: Intl.PluralRules | undefined
// The language, then English for what it lacks.
let trees: object[] = [en]
// A page shows a few hundred of thousands: each is looked for when it is first wanted.
const found = new Map<string, string | Plural>()

/**
 * Load the texts of the language, before anything asks for one: of the modules that load with the
 * entry none may at its top level.
 */
export async function translate(): Promise<void> {
  trees = [await translation(language), en]
  found.clear()
}

/** The text of a key, with `{name}` replaced by values; `n` chooses its form, such as the plural. */
export function t(key: TextKey, values: Values = {}): string {
  const text = textOf(key)
  if (text === undefined) throw new Error(`no text for ${key}`)
  const form = typeof text === 'string' ? text : formOf(text, Number(values.n))
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? numberText(value) : value
  })
}

/** Whether a name that the server gave, such as a state's, has a text. */
export function hasText(key: string): key is TextKey {
  return textOf(key) !== undefined
}

/** The names of a group of texts, such as `flowEditor.keys`. */
export function namesIn(group: string): string[] {
  return Object.keys(partAt(en, group) ?? {})
}

function textOf(key: string): string | Plural | undefined {
  const known = found.get(key)
  if (known !== undefined) return known
  for (const tree of trees) {
    const text = textAt(tree, key)
    if (text === undefined) continue
    found.set(key, text)
    return text
  }
  return undefined
}

/** Small ones as they are: the first use of what groups the digits of others is dear. */
function numberText(value: number): string {
  const isSmall = Number.isInteger(value) && value >= 0 && value < 1_000
  return isSmall ? String(value) : value.toLocaleString(numberLocale)
}

function formOf(text: Plural, n: number): string {
  rules ??= new Intl.PluralRules(numberLocale)
  return (rules.select(n) === 'one' ? text.one : undefined) ?? text.other
}
