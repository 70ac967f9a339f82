/** The languages beside English, each in a file of its own that loads when it is wanted. */
import type { Language } from './names'
import type { Texts } from './shape'

export const TRANSLATIONS: Record<Exclude<Language, 'en'>, () => Promise<Texts>> = {
  de: async () => (await import('./de')).de,
  ja: async () => (await import('./ja')).ja,
  fr: async () => (await import('./fr')).fr,
  es: async () => (await import('./es')).es,
  zh: async () => (await import('./zh')).zh,
}

/** The texts of a language; none when they cannot be loaded, for then English is better than nothing. */
export async function translation(language: Language): Promise<object> {
  if (language === 'en') return {}
  try {
    return await TRANSLATIONS[language]()
  } catch (error) {
    console.error(error)
    return {}
  }
}
