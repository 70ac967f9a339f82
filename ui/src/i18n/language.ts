/** The language of the pages. It is chosen when they load: who changes it loads them anew. */
import { preferences } from '@/shell/preferences'
import { LANGUAGES, type Language } from './names'

export const language = chosen(preferences.language, navigator.languages)
export const {
  dates: dateLocale,
  numbers: numberLocale,
  decimal: decimalMark,
} = LANGUAGES[language]

// Screen readers pronounce by it, and CJK characters are drawn by it.
document.documentElement.lang = language

/** The preferred language where there are texts of it, else the first of the browser's, else English. */
export function chosen(preferred: string, ofBrowser: readonly string[]): Language {
  const wanted = [preferred, ...ofBrowser].map((tag) => tag.toLowerCase().split('-')[0] ?? '')
  return wanted.find(isLanguage) ?? 'en'
}

function isLanguage(name: string): name is Language {
  return Object.hasOwn(LANGUAGES, name)
}
