/** How the texts of a language differ from those of English in what they must have in common. */
import { flat, type Plural } from '../src/i18n/shape'

type Text = string | Plural

/**
 * Sentences, each about one key: it is missing, there is none in English, one is counted and the
 * other is not, a form of counting is missing or of another language, or `{names}` differ.
 */
export function differences(english: object, other: object, language: string): string[] {
  const wanted = new Map(flat(english))
  const given = new Map(flat(other))
  const found: string[] = []
  for (const key of given.keys()) if (!wanted.has(key)) found.push(`${key} is not in English`)
  for (const [key, text] of wanted) {
    const mine = given.get(key)
    if (mine === undefined) found.push(`${key} is missing: ${JSON.stringify(text)}`)
    else found.push(...unlike(text, mine, language).map((what) => `${key} ${what}`))
  }
  return found
}

function unlike(english: Text, mine: Text, language: string): string[] {
  if (typeof english === 'string' || typeof mine === 'string') {
    if (typeof english !== typeof mine) return ['is counted in one language only']
    return unlikeNames(names(english as string), names(mine as string))
  }
  // `many` is for round millions in French and Spanish, which `other` serves as well.
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const needed = forms.filter((form) => form !== 'many').sort()
  const has = Object.keys(mine).sort()
  if (String(needed) !== String(has)) return [`has the forms ${has}, not ${needed}`]
  const known = names(english.other)
  // "One" may stand for its number.
  const inOne = mine.one === undefined ? [] : unlikeNames(new Set([...known, 'n']), names(mine.one))
  return [
    ...unlikeNames(known, names(mine.other)),
    ...inOne.filter((what) => !what.startsWith('lacks {n}')),
  ]
}

function unlikeNames(wanted: Set<string>, has: Set<string>): string[] {
  return [
    ...[...wanted].filter((name) => !has.has(name)).map((name) => `lacks {${name}}`),
    ...[...has].filter((name) => !wanted.has(name)).map((name) => `has {${name}} of its own`),
  ]
}

function names(text: string): Set<string> {
  return new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))
}
