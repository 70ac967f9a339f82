/** When a cron expression fires, in words. What makes the words is loaded when it is first wanted. */
import type { Language } from '@/i18n/names'

type Words = (cron: string) => string

/** The locale of each language, with what has to be loaded for it; English is there. */
const LOCALES: Record<Language, [locale: string, load?: () => Promise<unknown>]> = {
  en: ['en'],
  de: ['de', () => import('cronstrue/locales/de')],
  ja: ['ja', () => import('cronstrue/locales/ja')],
  fr: ['fr', () => import('cronstrue/locales/fr')],
  es: ['es', () => import('cronstrue/locales/es')],
  zh: ['zh_CN', () => import('cronstrue/locales/zh_CN')],
}
// A time alone, such as “At 14:02”, leaves open on which days.
const ONCE_A_DAY = /^(\d+ ){2,3}\* \* \*$|^@(daily|midnight)$/i

/** Gives the words of an expression, or the expression itself if it is none. */
export async function cronWords(language: Language): Promise<Words> {
  const [locale, load] = LOCALES[language]
  const [{ toString }] = await Promise.all([import('cronstrue'), load?.()])
  return (cron) => {
    try {
      const verbose = ONCE_A_DAY.test(cron.trim())
      return toString(cron, { locale, verbose, use24HourTimeFormat: true })
    } catch {
      return cron
    }
  }
}
