/**
 * Every language, with its own name for itself, the locales by which dates and numbers are written,
 * and what stands before their decimals.
 */
export const LANGUAGES = {
  en: { name: 'English', dates: 'en-GB', numbers: 'en-US', decimal: '.' },
  de: { name: 'Deutsch', dates: 'de-DE', numbers: 'de-DE', decimal: ',' },
  ja: { name: '日本語', dates: 'ja-JP', numbers: 'ja-JP', decimal: '.' },
  fr: { name: 'Français', dates: 'fr-FR', numbers: 'fr-FR', decimal: ',' },
  es: { name: 'Español', dates: 'es-ES', numbers: 'es-ES', decimal: ',' },
  zh: { name: '简体中文', dates: 'zh-CN', numbers: 'zh-CN', decimal: '.' },
} as const

export type Language = keyof typeof LANGUAGES
