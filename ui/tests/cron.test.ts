import { describe, expect, it } from 'vitest'
import { cronWords } from '@/format/cron'
import { LANGUAGES, type Language } from '@/i18n/names'

describe('a cron expression in words', () => {
  it.each([
    ['2 14 * * *', 'At 14:02, every day'],
    ['30 2 14 * * *', 'At 14:02:30, every day'],
    ['@daily', 'At 00:00, every day'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['0 9 * * 1-5', 'At 09:00, Monday through Friday'],
    ['0 22 * * 7', 'At 22:00, only on Sunday'],
    ['0 0 13 * FRI', 'At 00:00, on day 13 of the month, and on Friday'],
  ])('%s is: %s', async (cron, text) => {
    const words = await cronWords('en')
    expect(words(cron)).toBe(text)
  })

  it.each(['nonsense', '', '99 * * * *'])('%j, which is none, stays as it is', async (cron) => {
    const words = await cronWords('en')
    expect(words(cron)).toBe(cron)
  })

  it('is in the language of the reader', async () => {
    const words = await cronWords('de')
    expect(words('0 9 * * 1-5')).toBe('Um 09:00, Montag bis Freitag')
  })

  it('is in another language for each that the pages have', async () => {
    const languages = Object.keys(LANGUAGES) as Language[]
    const found = await Promise.all(languages.map(cronWords))
    const texts = found.map((words) => words('0 9 * * 1-5'))
    expect(new Set(texts).size).toBe(languages.length)
  })
})
