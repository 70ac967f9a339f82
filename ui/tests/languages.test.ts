// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { chosen } from '@/i18n/language'
import { LANGUAGES } from '@/i18n/names'
import { en } from '@/i18n/en'
import { TRANSLATIONS } from '@/i18n/translations'
import { differences } from '../scripts/differences'

/** The texts and dates of a browser that prefers a language. */
async function inLanguage(language: string) {
  vi.resetModules()
  localStorage.setItem('tiercel.preferences', JSON.stringify({ language }))
  const { t, translate } = await import('@/i18n')
  await translate()
  const { dateText } = await import('@/format/dates')
  const { durationText } = await import('@/format/durations')
  const { countText, decimalText, sizeText } = await import('@/format/numbers')
  return { t, dateText, durationText, countText, decimalText, sizeText }
}

describe('the language', () => {
  it.each([
    ['', ['en-GB'], 'en'],
    ['', ['de-AT', 'en'], 'de'],
    ['', ['pt-BR', 'de', 'en'], 'de'],
    ['', ['pt-BR'], 'en'],
    ['', [], 'en'],
    ['de', ['en'], 'de'],
    ['tlh', ['de'], 'de'],
    ['constructor', [], 'en'],
  ])('of a browser that prefers %j of %j is %s', (preferred, ofBrowser, language) => {
    expect(chosen(preferred, ofBrowser)).toBe(language)
  })
})

describe('numbers in each language', () => {
  afterEach(() => localStorage.clear())

  it.each(Object.entries(LANGUAGES))('are as %s writes them', async (language, { numbers }) => {
    const { countText, decimalText } = await inLanguage(language)
    const [whole, decimal] = [0, 1].map(
      (digits) => new Intl.NumberFormat(numbers, { maximumFractionDigits: digits }),
    )
    const some = [0, 0.04, 0.05, 0.5, 1, 1.25, 2.1, 99.949, 99.95, 998.5, 999.4, 999.5, 999.96]
    for (const value of [...some, 1_000, 4_812.3, 1_234_567, -1, -0.6, -4_812]) {
      expect(countText(value)).toBe(whole?.format(value))
      expect(decimalText(value)).toBe(decimal?.format(value))
    }
  })

  it('need no formatter while they are small', async () => {
    const form = vi.spyOn(Intl, 'NumberFormat')
    const { t, countText, decimalText, sizeText } = await inLanguage('de')
    const own = vi.spyOn(Number.prototype, 'toLocaleString')
    expect(countText(999)).toBe('999')
    expect(decimalText(12.34)).toBe('12,3')
    expect(sizeText(18_400_000)).toBe('18,4 MB')
    expect(t('common.selected', { n: 3 })).toContain('3')
    expect(form).not.toHaveBeenCalled()
    expect(own).not.toHaveBeenCalled()
  })
})

describe('texts in German', () => {
  afterEach(() => localStorage.clear())

  it('are counted, and have dates and numbers as Germans write them', async () => {
    const { t, dateText, durationText, countText, sizeText } = await inLanguage('de')
    expect(document.documentElement.lang).toBe('de')
    expect(t('flows.deleteTitle', { n: 1 })).toBe('1 Flow löschen')
    expect(t('flows.deleteTitle', { n: 4812 })).toBe('4.812 Flows löschen')
    expect(countText(4812)).toBe('4.812')
    expect(sizeText(18_400_000)).toBe('18,4 MB')
    expect(durationText(2_100)).toBe('2,1 s')
    expect(durationText(187_200_000)).toBe('2 T 4 h')
    const now = new Date('2026-11-26T15:00:00Z')
    const date = new Date('2026-11-24T14:02:11Z')
    const text = dateText(date, { yesterday: t('common.yesterday') }, { zone: 'UTC', now })
    expect(text).toBe('Di. 24. Nov. 14:02')
  })
})

describe('every text', () => {
  it.each(Object.entries(TRANSLATIONS))('is in %s, filled in alike', async (language, load) => {
    expect(differences(en, await load(), language)).toEqual([])
  })
})

describe('the check of a language', () => {
  const english = { a: { b: 'Open {name}', n: { one: '{n} row', other: '{n} rows of {all}' } } }

  it.each([
    [
      'de',
      {
        a: {
          b: '{name} öffnen',
          n: { one: 'Eine Zeile von {all}', other: '{n} Zeilen von {all}' },
        },
      },
    ],
    ['ja', { a: { b: '{name} を開く', n: { other: '{all} 行中 {n} 行' } } }],
    [
      'fr',
      {
        a: { b: 'Ouvrir {name}', n: { one: '{n} ligne sur {all}', other: '{n} lignes sur {all}' } },
      },
    ],
  ])('finds nothing where all is there, as in %s', (language, texts) => {
    expect(differences(english, texts, language)).toEqual([])
  })

  it('finds what is missing, too much or filled in otherwise', () => {
    const plural = { one: '{n} Zeile von {all}', other: '{n} Zeilen' }
    expect(differences(english, { a: { b: 'Öffnen', n: plural }, c: 'C' }, 'de')).toEqual([
      'c is not in English',
      'a.b lacks {name}',
      'a.n lacks {all}',
    ])
    expect(differences(english, { a: { b: 'Open {nome} {name}' } }, 'es')).toEqual([
      'a.b has {nome} of its own',
      'a.n is missing: {"one":"{n} row","other":"{n} rows of {all}"}',
    ])
    expect(differences(english, { a: { b: '{name}', n: { one: '', other: '' } } }, 'zh')).toEqual([
      'a.n has the forms one,other, not other',
    ])
    expect(differences(english, { a: { b: { other: '{name}' }, n: '' } }, 'ja')).toEqual([
      'a.b is counted in one language only',
      'a.n is counted in one language only',
    ])
  })
})
