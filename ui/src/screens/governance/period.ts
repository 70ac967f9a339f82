/** From when to when something holds, and what of that is now. */

export interface Period {
  startDate?: string
  endDate?: string
}

/** `off` is what was switched off although its time is now. */
export type Phase = 'now' | 'later' | 'over' | 'off'

export function phaseOf({ startDate, endDate }: Period, isOn: boolean, now: number): Phase {
  if (endDate && Date.parse(endDate) <= now) return 'over'
  if (startDate && Date.parse(startDate) > now) return isOn ? 'later' : 'off'
  return isOn ? 'now' : 'off'
}

/** Of a banner it is only said whether it is shown now: one of later counts as switched on. */
export function phaseOfBanner(banner: Period & { active: boolean }, now: number): Phase {
  const isLater = banner.startDate !== undefined && Date.parse(banner.startDate) > now
  return phaseOf(banner, banner.active || isLater, now)
}
