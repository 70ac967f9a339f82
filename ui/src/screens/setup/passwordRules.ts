/** What a first password must have, ticked as it is met. */
import { t } from '@/i18n'

export interface Rules {
  passwordMinLength: number
  passwordMinDigits: number
  passwordMinLowerCase: number
  passwordMinUpperCase: number
  passwordRequireSpecial: boolean
  passwordAllowedSpecialCharacters: string
}

export interface Rule {
  text: string
  isMet: boolean
}

export function judge(password: string, rules: Rules): Rule[] {
  const count = (pattern: RegExp) => password.match(pattern)?.length ?? 0
  const signs = rules.passwordAllowedSpecialCharacters
  const all: (Rule & { isAsked: boolean })[] = [
    {
      text: t('account.setUp.rules.length', { n: rules.passwordMinLength }),
      isMet: [...password].length >= rules.passwordMinLength,
      isAsked: rules.passwordMinLength > 0,
    },
    {
      text: t('account.setUp.rules.upper'),
      isMet: count(/\p{Lu}/gu) >= rules.passwordMinUpperCase,
      isAsked: rules.passwordMinUpperCase > 0,
    },
    {
      text: t('account.setUp.rules.lower'),
      isMet: count(/\p{Ll}/gu) >= rules.passwordMinLowerCase,
      isAsked: rules.passwordMinLowerCase > 0,
    },
    {
      text: t('account.setUp.rules.digit'),
      isMet: count(/\d/g) >= rules.passwordMinDigits,
      isAsked: rules.passwordMinDigits > 0,
    },
    {
      text: t('account.setUp.rules.special', { signs }),
      isMet: [...signs].some((sign) => password.includes(sign)),
      isAsked: rules.passwordRequireSpecial,
    },
  ]
  return all.filter((rule) => rule.isAsked).map(({ text, isMet }) => ({ text, isMet }))
}
