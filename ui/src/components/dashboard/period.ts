/** The periods that a dashboard in a page is switched between, as ISO durations. */
export const PERIODS = ['PT1H', 'PT24H', 'P7D', 'P30D'] as const
export type Period = (typeof PERIODS)[number]

/** The period that an address asks for; a day unless it names one. */
export function periodOf(asked: unknown): Period {
  return PERIODS.find((one) => one === asked) ?? 'PT24H'
}
