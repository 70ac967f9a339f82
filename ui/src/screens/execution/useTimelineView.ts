/** What the timeline shows of an execution: it stands in the address, so that a link shows it, too. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export type Mode = 'all' | 'problems' | 'running'

/** Milliseconds from the start of the execution. */
export interface Range {
  from: number
  to: number
}

const MODES: readonly Mode[] = ['all', 'problems', 'running']

export function useTimelineView() {
  const route = useRoute()
  const router = useRouter()

  function put(name: string, value: string): void {
    void router.replace({ query: { ...route.query, [name]: value || undefined } })
  }

  return {
    /** Words that names, values and ids of shown task runs contain. */
    text: computed({
      get: () => String(route.query.find ?? ''),
      set: (value) => put('find', value),
    }),
    mode: computed<Mode>({
      get: () => MODES.find((one) => one === route.query.show) ?? 'all',
      set: (value) => put('show', value === 'all' ? '' : value),
    }),
    range: computed<Range | undefined>({
      get: () => rangeOf(route.query.range),
      set: (value) =>
        put('range', value ? `${Math.round(value.from)}-${Math.round(value.to)}` : ''),
    }),
  }
}

/** `1500-90000`; undefined for anything else. */
export function rangeOf(text: unknown): Range | undefined {
  const found = /^(\d{1,15})-(\d{1,15})$/.exec(String(text ?? ''))
  const range = found && { from: Number(found[1]), to: Number(found[2]) }
  return range && range.to > range.from ? range : undefined
}
