/** Every language, with its own name for itself, and the locales by which dates and numbers are written. */
export const LANGUAGES = {
  en: { name: 'English', dates: 'en-GB', numbers: 'en-US' },
  de: { name: 'Deutsch', dates: 'de-DE', numbers: 'de-DE' },
  ja: { name: '日本語', dates: 'ja-JP', numbers: 'ja-JP' },
  fr: { name: 'Français', dates: 'fr-FR', numbers: 'fr-FR' },
  es: { name: 'Español', dates: 'es-ES', numbers: 'es-ES' },
  zh: { name: '简体中文', dates: 'zh-CN', numbers: 'zh-CN' },
} as const

export type Language = keyof typeof LANGUAGES
