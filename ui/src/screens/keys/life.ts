/** How long a key lives: the choices of the form, and the duration that each asks for. */

export const LIVES = ['PT1H', 'P1D', 'P7D', 'P30D'] as const

/** `never`, `keep` what there is, `custom`, or one of the durations. */
export type Life = 'never' | 'keep' | 'custom' | (typeof LIVES)[number]

/** The ISO duration from now on; undefined for ever. */
export function durationOf(
  life: Life,
  custom: string,
  expires: string | undefined,
  now: number,
): string | undefined {
  if (life === 'never') return undefined
  if (life === 'custom') return custom.trim().toUpperCase()
  if (life !== 'keep') return life
  if (!expires) return undefined
  return `PT${Math.max(1, Math.round((Date.parse(expires) - now) / 1000))}S`
}
