// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { STATES, isTerminal, lookOf, wordOf } from '@/design/states'
import { hasText, namesIn, t, type TextKey } from '@/i18n'
import { en } from '@/i18n/en'
import { textAt } from '@/i18n/shape'
import { judge } from '@/screens/setup/passwordRules'
import { fitting, foundGroups, marked } from '@/shell/paletteRows'
import { packed, withTexts } from '../scripts/packedTexts'

describe('texts', () => {
  it('are filled in and counted', () => {
    expect(t('common.selectAllFound', { n: 4812 })).toBe('Select all 4,812')
    expect(t('shell.palette.count', { n: 1, ms: 14 })).toBe('1 result in 14 ms')
    expect(t('shell.palette.count', { n: 0, ms: 14 })).toBe('0 results in 14 ms')
    expect(t('common.remove', { name: '{other}' })).toBe('Remove {other}')
  })

  it('are known by their keys', () => {
    expect(hasText('states.FAILED')).toBe(true)
    expect(hasText('states.EXPLODED')).toBe(false)
    expect(hasText('common.selected')).toBe(true)
  })

  it.each(['states', 'common.selected.other', 'states.FAILED.length', 'states.constructor', ''])(
    'are none by %j',
    (key) => expect(hasText(key)).toBe(false),
  )

  it('have names in their groups', () => {
    expect(namesIn('common.units')).toEqual(Object.keys(en.common.units))
    expect(namesIn('common.nothing')).toEqual([])
  })

  it('are the same as the JSON of which built pages read them', async () => {
    const source = `export const common = ${JSON.stringify(en.common)}`
    const { code } = await packed(source, 'common')
    expect(code).toMatch(/^export const common = "\{/)
    const { common } = (await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
    )) as { common: string }
    const texts = { common }
    expect(textAt(texts, 'common.selected')).toEqual(en.common.selected)
    expect(textAt(texts, 'common.units.ms')).toBe('ms')
    expect(textAt(texts, 'common.nothing')).toBeUndefined()
    await expect(packed(source, 'other')).rejects.toThrow('other.ts of the texts exports no other')
  })

  it('come in built pages with the modules that name their keys', () => {
    const code =
      'const a = `flows.kinds.${b}`, c = "flow.title", d = "./home.vue", e = `states.${b}`'
    const given = withTexts(code, ['flow', 'flows', 'home', 'states', 'title'])
    const names = given?.code.matchAll(/^import '@\/i18n\/en\/(\w+)'$/gm)
    expect([...(names ?? [])].map(([, name]) => name)).toEqual(['flow', 'flows', 'states'])
    expect(given?.code.startsWith(code)).toBe(true)
    expect(withTexts('flows.title', ['flows'])).toBeUndefined()
  })

  it('have keys whose start is written out where they are asked for', () => {
    const sources = import.meta.glob<string>('../src/**/*.{ts,vue}', {
      query: '?raw',
      import: 'default',
      eager: true,
    })
    const loose = Object.entries(sources).filter(([, code]) =>
      /\b(t|hasText|namesIn)\(\s*`\$\{/.test(code),
    )
    expect(Object.keys(sources).length).toBeGreaterThan(100)
    expect(loose.map(([file]) => file)).toEqual([])
  })

  it('that are missing are an error', () => {
    expect(() => t('states' as TextKey)).toThrow('no text for states')
  })

  it('have no word that the product does not say', () => {
    expect(JSON.stringify(en)).not.toMatch(/\b(please|oops|sorry)\b|!"/i)
  })
})

describe('states', () => {
  it.each(STATES)('%s has an icon, a tone and a word of its own', (state) => {
    expect(lookOf(state).icon).toBeDefined()
    expect(wordOf(state)).not.toBe(state)
    expect(wordOf(state).toUpperCase()).toBe(state)
  })

  it('one that is not known is shown as it is called', () => {
    expect(wordOf('EXPLODED')).toBe('EXPLODED')
    expect(isTerminal('EXPLODED')).toBe(false)
  })
})

describe('the rules of a password', () => {
  const rules = {
    passwordMinLength: 8,
    passwordMinDigits: 1,
    passwordMinLowerCase: 1,
    passwordMinUpperCase: 1,
    passwordRequireSpecial: false,
    passwordAllowedSpecialCharacters: '!@#',
  }

  it.each([
    ['falcon', [false, false, true, false]],
    ['Falcon-Dive', [true, true, true, false]],
    ['Falcon-42', [true, true, true, true]],
  ])('%s', (password, met) => {
    expect(judge(password, rules).map((rule) => rule.isMet)).toEqual(met)
  })

  it('ask for a sign where the server does', () => {
    const judged = judge('Falcon-42', { ...rules, passwordRequireSpecial: true })
    expect(judged.at(-1)).toEqual({ text: 'one of !@#', isMet: false })
  })
})

describe('the palette', () => {
  it('marks what fits and nothing else', () => {
    expect(marked('orders_daily', 'DAILY')).toEqual([
      { text: 'orders_', isHit: false },
      { text: 'daily', isHit: true },
    ])
    expect(marked('<b>x</b>', 'q')).toEqual([{ text: '<b>x</b>', isHit: false }])
  })

  it('groups what was found, and leads to it', () => {
    const found = [
      { kind: 'flow', id: 'f', namespace: 'a.b', flowId: '', state: '' },
      { kind: 'execution', id: '3PKabBbPxyz', namespace: 'a.b', flowId: 'f', state: 'FAILED' },
      { kind: 'key', id: 'k', namespace: 'a.b', flowId: '', state: '' },
    ] as const
    const groups = foundGroups([...found])
    expect(groups.map((group) => group.title)).toEqual(['Flows', 'Executions', 'Elsewhere'])
    expect(groups[1]?.rows[0]).toMatchObject({ text: '3PKabBbP', tone: 'failed' })
    expect(groups[0]?.rows[0]?.more?.map((row) => row.id)).toContain('execute')
  })

  it('takes the words of an action in any order', () => {
    const rows = [{ id: 'a', icon: {}, text: 'Switch between light and dark' }]
    expect(fitting(rows, 'dark switch')).toHaveLength(1)
    expect(fitting(rows, 'dark flow')).toHaveLength(0)
  })
})
