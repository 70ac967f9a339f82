/** Texts by key: `t('executions.title')`, `t('common.selected', { n: 3 })`. A missing key is a type error. */
import { en } from './en'

interface Plural {
  one: string
  other: string
}

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string | Plural
    ? `${Prefix}${K}`
    : Leaves<T[K], `${Prefix}${K}.`>
}[keyof T & string]

export type TextKey = Leaves<typeof en>
export type Values = Record<string, string | number>

const rules = new Intl.PluralRules('en')
const texts = new Map<string, string | Plural>(flat(en, ''))

/** The text of a key, with `{name}` replaced by values; `n` chooses between one and more. */
export function t(key: TextKey, values: Values = {}): string {
  const found = texts.get(key)
  if (found === undefined) throw new Error(`no text for ${key}`)
  const text =
    typeof found === 'string'
      ? found
      : found[rules.select(Number(values.n)) === 'one' ? 'one' : 'other']
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? value.toLocaleString('en-US') : value
  })
}

/** Whether a name that the server gave, such as a state's, has a text. */
export function hasText(key: string): key is TextKey {
  return texts.has(key)
}

function* flat(part: object, prefix: string): Generator<[string, string | Plural]> {
  for (const [name, value] of Object.entries(part) as [string, string | Plural | object][]) {
    if (typeof value === 'string') yield [prefix + name, value]
    else if ('one' in value && 'other' in value) yield [prefix + name, value as Plural]
    else yield* flat(value, `${prefix}${name}.`)
  }
}
