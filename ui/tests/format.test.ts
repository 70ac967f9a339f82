// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { ageText, dateText, fullDateText, isZone } from '@/format/dates'
import { durationText, isoDurationText, isoMilliseconds, isoOf } from '@/format/durations'
import { bytesOf, countText, shareText, shortened, sizeText } from '@/format/numbers'

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [184, '184 ms'],
    [999.6, '1 s'],
    [2_100, '2.1 s'],
    [45_800, '45.8 s'],
    [59_960, '1 min'],
    [88_000, '1 min 28 s'],
    [3_599_700, '1 h'],
    [11_520_000, '3 h 12 min'],
    [187_200_000, '2 d 4 h'],
  ])('%d is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text)
  })

  it.each([
    ['PT1M28S', 88_000],
    ['P2DT4H', 187_200_000],
    ['PT0.184S', 184],
    ['P1W', 604_800_000],
  ])('reads %s', (text, ms) => {
    expect(isoMilliseconds(text)).toBe(ms)
  })

  it.each([
    ['90 s', 'PT90S'],
    ['1.5s', 'PT1.5S'],
    ['5m', 'PT5M'],
    ['5 min', 'PT5M'],
    ['2 H', 'PT2H'],
    ['3d', 'P3D'],
  ])('reads %s as %s', (text, iso) => {
    expect(isoOf(text)).toBe(iso)
    expect(isoMilliseconds(iso)).toBeGreaterThan(0)
  })

  it.each(['', '5', 'PT5M', '1.5 d', '1.5 h', '5 weeks'])('takes %j for no short one', (text) => {
    expect(isoOf(text)).toBeUndefined()
  })

  it.each(['', 'P', 'PT', '5 min', 'PTM'])('refuses %j', (text) => {
    expect(isoMilliseconds(text)).toBeUndefined()
    expect(isoDurationText(text)).toBe(text)
  })
})

describe('dates', () => {
  const now = new Date('2026-11-26T15:00:00Z')
  const options = { zone: 'UTC', now }
  it.each([
    ['2026-11-26T14:02:11Z', '14:02:11'],
    ['2026-11-25T14:02:11Z', 'yesterday 14:02'],
    ['2026-11-24T14:02:11Z', 'Tue 24 Nov 14:02'],
    ['2026-09-01T00:00:00Z', 'Tue 1 Sep 00:00'],
    ['2025-11-24T14:02:11Z', '24 Nov 2025 14:02'],
  ])('%s is %s', (date, text) => {
    expect(dateText(new Date(date), { yesterday: 'yesterday' }, options)).toBe(text)
  })

  it.each([
    ['iso', '2026-11-24 14:02:11'],
    ['dayFirst', '24/11/2026 14:02:11'],
    ['monthFirst', '11/24/2026 02:02:11 PM'],
    ['local', '24 Nov 2026, 14:02:11'],
  ] as const)('in the form %s it is %s', (form, text) => {
    const date = new Date('2026-11-24T14:02:11Z')
    const found = dateText(date, { yesterday: '' }, { ...options, form, locale: 'en-GB' })
    expect(found.replace('\u202f', ' ')).toBe(text)
  })

  it('says the day of the zone, not of UTC', () => {
    const date = new Date('2026-11-25T23:30:00Z')
    expect(dateText(date, { yesterday: 'yesterday' }, { zone: 'Europe/Berlin', now })).toBe(
      '00:30:00',
    )
  })

  it.each([
    ['2026-11-26T12:00:00Z', '3 h ago'],
    ['2026-11-27T12:20:00Z', 'in 21 h 20 min'],
    ['2026-11-26T14:59:59.700Z', 'now'],
  ])('%s is %s', (date, text) => {
    const words = { ago: '{span} ago', ahead: 'in {span}', now: 'now' }
    expect(ageText(new Date(date), words, now)).toBe(text)
  })

  it('tells all in the tooltip', () => {
    const text = fullDateText(new Date('2026-11-26T14:02:11.480Z'), { zone: 'Europe/Berlin' })
    expect(text).toBe('2026-11-26 15:02:11.480 Europe/Berlin\n2026-11-26T14:02:11.480Z')
  })

  it('knows zones', () => {
    expect(isZone('Europe/Berlin')).toBe(true)
    expect(isZone('Middle/Earth')).toBe(false)
  })
})

describe('numbers', () => {
  it('marks thousands, shares and sizes', () => {
    expect(countText(4812)).toBe('4,812')
    expect(shareText(0.0127)).toBe('1.3 %')
    expect(sizeText(18_400_000)).toBe('18.4 MB')
    expect(sizeText(999)).toBe('999 B')
    expect(sizeText(999_990)).toBe('1 MB')
  })

  it('reads sizes as it writes them', () => {
    expect(['10 GB', '18.4 MB', '1,5kb', '999', ' 7 B '].map(bytesOf)).toEqual([
      10_000_000_000, 18_400_000, 1_500, 999, 7,
    ])
    expect(['', 'much', '-1 GB', '1 GiB', '1 2', '99999999 PB'].map(bytesOf)).toEqual(
      Array(6).fill(undefined),
    )
  })

  it('cuts in the middle and keeps the end', () => {
    expect(shortened('a'.repeat(60) + 'end', 11)).toBe('aaaaa…aaend')
    expect(shortened('short')).toBe('short')
  })
})
