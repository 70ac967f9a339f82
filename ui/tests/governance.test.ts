// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { fieldText } from '@/format/dates'
import { phaseOf, phaseOfBanner } from '@/screens/governance/period'

const NOW = Date.parse('2030-06-01T12:00:00Z')
const BEFORE = '2030-05-01T00:00:00Z'
const AFTER = '2030-07-01T00:00:00Z'

describe('the phase of what holds for a while', () => {
  it.each([
    [{}, true, 'now'],
    [{}, false, 'off'],
    [{ startDate: BEFORE, endDate: AFTER }, true, 'now'],
    [{ startDate: AFTER }, true, 'later'],
    [{ startDate: AFTER }, false, 'off'],
    [{ startDate: BEFORE, endDate: BEFORE }, true, 'over'],
    [{ endDate: BEFORE }, false, 'over'],
    [{ endDate: '2030-06-01T12:00:00Z' }, true, 'over'],
  ])('of %j switched on %j is %s', (period, isOn, phase) => {
    expect(phaseOf(period, isOn, NOW)).toBe(phase)
  })

  it.each([
    [{ active: true }, 'now'],
    [{ active: false }, 'off'],
    [{ active: false, startDate: AFTER }, 'later'],
    [{ active: false, endDate: BEFORE }, 'over'],
  ])('of the banner %j is %s', (banner, phase) => {
    expect(phaseOfBanner(banner, NOW)).toBe(phase)
  })
})

describe('a date in its field', () => {
  it.each(['2030-06-01T12:34:56', '2030-12-01T00:00:00'])('is local: %s', (text) => {
    expect(fieldText(new Date(text), 'second')).toBe(text)
    expect(fieldText(new Date(text))).toBe(text.slice(0, 16))
  })

  it('is empty for no date', () => {
    expect(fieldText(new Date('nothing'))).toBe('')
  })
})
