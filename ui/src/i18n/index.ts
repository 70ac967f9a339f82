/** Texts by key: `t('executions.title')`, `t('common.selected', { n: 3 })`. A missing key is a type error. */
import { en } from './en'
import { language, numberLocale } from './language'
import { flat, type Plural } from './shape'
import { translation } from './translations'

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string | Plural
    ? `${Prefix}${K}`
    : Leaves<T[K], `${Prefix}${K}.`>
}[keyof T & string]

export type TextKey = Leaves<typeof en>
export type Values = Record<string, string | number>

const rules = new Intl.PluralRules(numberLocale)
const texts = new Map(flat(en))

/**
 * Load the texts of the language, before anything asks for one: of the modules that load with the
 * entry none may at its top level.
 */
export async function translate(): Promise<void> {
  for (const [key, text] of flat(await translation(language))) texts.set(key, text)
}

/** The text of a key, with `{name}` replaced by values; `n` chooses its form, such as the plural. */
export function t(key: TextKey, values: Values = {}): string {
  const found = texts.get(key)
  if (found === undefined) throw new Error(`no text for ${key}`)
  const text = typeof found === 'string' ? found : formOf(found, Number(values.n))
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? value.toLocaleString(numberLocale) : value
  })
}

/** Whether a name that the server gave, such as a state's, has a text. */
export function hasText(key: string): key is TextKey {
  return texts.has(key)
}

function formOf(text: Plural, n: number): string {
  return (rules.select(n) === 'one' ? text.one : undefined) ?? text.other
}
