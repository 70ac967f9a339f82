/** The log of one execution: counted, and read by windows; new lines come while it runs. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
} from 'vue'
import { answer, client } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import { apiUrl } from '@/api/place'
import type { components } from '@/api/schema'

export type LogEntry = components['schemas']['LogEntry']
export type Level = components['schemas']['Level']

export interface LogAsk {
  executionId: string
  minLevel?: Level
  taskRunId?: string
  taskId?: string
  attempt?: number
  q?: string
}

const WINDOW = 200
const NEWEST_MAX = 1_000
const LIVE_MS = 1_000
const KEPT_MAX = 20_000

type Stats = components['schemas']['LogStats']

/** A log that was asked for before there was anybody to draw it. */
interface Early {
  key: string
  at: number
  stats: Promise<Stats>
  first: Promise<LogEntry[]>
}

const EARLY_MS_MAX = 5_000
let early: Early | undefined

/** Ask for what is seen first of a log, beside what it will be drawn in. */
export function prepareLog(ask: LogAsk): void {
  early = {
    key: keyOf(ask),
    at: Date.now(),
    stats: askStats(ask),
    first: askWindow(ask, { offset: 0, limit: WINDOW }),
  }
  // Whoever draws it hears of a failure.
  early.stats.catch(() => undefined)
  early.first.catch(() => undefined)
}

/** What was asked for early, once and while it is new. */
function takeEarly(ask: LogAsk): Early | undefined {
  const found = early
  early = undefined
  const isIt = found?.key === keyOf(ask) && Date.now() - found.at < EARLY_MS_MAX
  return isIt ? found : undefined
}

function keyOf({ executionId, minLevel, taskRunId, taskId, attempt, q }: LogAsk): string {
  return JSON.stringify([executionId, minLevel, taskRunId, taskId, attempt, q])
}

function queryOf(ask: LogAsk) {
  const { executionId, ...query } = ask
  return { path: { executionId }, query }
}

/** How many of each level: of all levels, so that the choice of one shows what others have. */
function askStats(ask: LogAsk, signal?: AbortSignal): Promise<Stats> {
  const { path, query } = queryOf(ask)
  return answer(
    client.GET('/api/v1/logs/{executionId}/stats', {
      params: { path, query: { ...query, minLevel: undefined } },
      signal,
    }),
  )
}

function askWindow(
  ask: LogAsk,
  window: { offset?: number; after?: number; limit: number },
  signal?: AbortSignal,
): Promise<LogEntry[]> {
  const { path, query } = queryOf(ask)
  return answer(
    client.GET('/api/v1/logs/{executionId}', {
      params: { path, query: { ...query, ...window } },
      signal,
    }),
  )
}

/** Lines by their place from 0, loaded where they are looked at. */
export function useLogLines(
  ask: MaybeRefOrGetter<LogAsk | undefined>,
  isLive: MaybeRefOrGetter<boolean>,
) {
  const total = ref(0)
  const levels = shallowRef<Partial<Record<Level, number>>>({})
  const version = ref(0)
  const isLoading = ref(true)
  const error = shallowRef<ApiError>()
  let lines = new Map<number, LogEntry>()
  let asked = new Map<number, Promise<void>>()
  let newest = -1
  let abort = new AbortController()
  let timer = 0

  function fail(thrown: unknown): void {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return
    error.value = asApiError(thrown)
  }

  async function begin(): Promise<void> {
    abort.abort()
    abort = new AbortController()
    window.clearTimeout(timer)
    lines = new Map()
    asked = new Map()
    newest = -1
    total.value = 0
    levels.value = {}
    error.value = undefined
    version.value += 1
    const found = toValue(ask)
    if (!found) return
    isLoading.value = true
    const { signal } = abort
    const given = takeEarly(found)
    try {
      // Of what has ended the first lines are seen: they come beside the counts, not after them.
      const first = toValue(isLive) ? undefined : load(0, signal, given?.first)
      first?.catch(() => undefined)
      const stats = await (given?.stats ?? askStats(found, signal))
      if (signal.aborted) return
      levels.value = stats.levels
      total.value = countFrom(stats.levels, found.minLevel)
      await (first ?? loadNewest(signal))
      isLoading.value = false
      plan()
    } catch (thrown) {
      isLoading.value = false
      fail(thrown)
    }
  }

  async function loadNewest(signal: AbortSignal): Promise<void> {
    if (total.value) await load(Math.floor((total.value - 1) / WINDOW), signal)
  }

  function load(page: number, signal: AbortSignal, given?: Promise<LogEntry[]>): Promise<void> {
    const known = asked.get(page)
    if (known) return known
    const loading = read(page, signal, given)
    asked.set(page, loading)
    return loading
  }

  async function read(
    page: number,
    signal: AbortSignal,
    given: Promise<LogEntry[]> | undefined,
  ): Promise<void> {
    const found = toValue(ask)
    if (!found) return
    const offset = page * WINDOW
    try {
      const entries = await (given ?? askWindow(found, { offset, limit: WINDOW }, signal))
      if (signal.aborted) return
      entries.forEach((entry, place) => keep(offset + place, entry))
      version.value += 1
    } catch (thrown) {
      asked.delete(page)
      throw thrown
    }
  }

  function keep(place: number, entry: LogEntry): void {
    lines.set(place, entry)
    newest = Math.max(newest, entry.number ?? -1)
  }

  /** Load what is about to be seen. */
  function need(from: number, to: number): void {
    if (!total.value) return
    const last = Math.floor(Math.min(to, total.value - 1) / WINDOW)
    for (let page = Math.floor(Math.max(0, from) / WINDOW); page <= last; page += 1) {
      load(page, abort.signal).catch(fail)
    }
    if (lines.size > KEPT_MAX) forget(from, to)
  }

  /** What is far from what is seen can be asked for again. */
  function forget(from: number, to: number): void {
    for (const page of asked.keys()) {
      const start = page * WINDOW
      if (start + WINDOW > from - KEPT_MAX / 2 && start < to + KEPT_MAX / 2) continue
      asked.delete(page)
      for (let place = start; place < start + WINDOW; place += 1) lines.delete(place)
    }
  }

  function plan(): void {
    window.clearTimeout(timer)
    if (toValue(isLive)) timer = window.setTimeout(() => void listen(), LIVE_MS)
  }

  async function listen(): Promise<void> {
    if (document.hidden) return plan()
    await catchUp().catch(fail)
    plan()
  }

  async function catchUp(): Promise<void> {
    const found = toValue(ask)
    if (!found) return
    // What comes after the last line that was counted: that one must be known.
    await loadNewest(abort.signal)
    for (;;) {
      const after = newest < 0 ? undefined : newest
      const entries = await askWindow(found, { after, limit: NEWEST_MAX }, abort.signal)
      if (!entries.length) return
      const counts = { ...levels.value }
      let place = total.value
      for (const entry of entries) {
        keep(place, entry)
        counts[entry.level] = (counts[entry.level] ?? 0) + 1
        place += 1
      }
      levels.value = counts
      total.value = place
      version.value += 1
      if (entries.length < NEWEST_MAX) return
    }
  }

  /** How many lines of the log come up to the one of that number. */
  async function countUpTo(found: LogAsk, until: number): Promise<number> {
    const { path, query: given } = queryOf(found)
    const stats = await answer(
      client.GET('/api/v1/logs/{executionId}/stats', {
        params: { path, query: { ...given, until } },
        signal: abort.signal,
      }),
    )
    return stats.total
  }

  async function entryAt(found: LogAsk, offset: number): Promise<LogEntry | undefined> {
    const [entry] = await askWindow(found, { offset, limit: 1 }, abort.signal)
    return entry
  }

  /**
   * The place of the next line of that level or a worse one after `from`, or of the one before it.
   * After the last comes the first; `from` -1 is no place. Undefined when there is none.
   */
  async function placeOfLevel(
    level: Level,
    from: number,
    isNext: boolean,
  ): Promise<number | undefined> {
    const found = toValue(ask)
    const count = countFrom(levels.value, level)
    if (!found || !count) return undefined
    const wanted = { ...found, minLevel: level }
    const here = from < 0 ? undefined : (lines.get(from) ?? (await entryAt(found, from)))
    const before = here?.number === undefined ? 0 : await countUpTo(wanted, here.number)
    const isOne = here !== undefined && LEVELS.indexOf(here.level) >= LEVELS.indexOf(level)
    const index = isNext ? before : before - (isOne ? 2 : 1)
    const target = await entryAt(wanted, (index + count) % count)
    if (target?.number === undefined) return undefined
    return (await countUpTo(found, target.number)) - 1
  }

  watch(
    () => JSON.stringify(toValue(ask)),
    () => void begin(),
    { immediate: true },
  )
  watch(
    () => toValue(isLive),
    (is) => {
      // What came between the last look and the end.
      if (is) plan()
      else catchUp().catch(fail)
    },
  )
  onScopeDispose(() => {
    abort.abort()
    window.clearTimeout(timer)
  })
  return {
    total,
    levels,
    isLoading,
    error,
    need,
    placeOfLevel,
    retry: () => void begin(),
    /** Reading it is also hearing of what was loaded since. */
    lineAt: (place: number) => (version.value >= 0 ? lines.get(place) : undefined),
    version: computed(() => version.value),
  }
}

export const LEVELS: readonly Level[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR']

export function countFrom(
  counts: Partial<Record<Level, number>>,
  least: Level | undefined,
): number {
  const from = least ? LEVELS.indexOf(least) : 0
  return LEVELS.slice(from).reduce((sum, level) => sum + (counts[level] ?? 0), 0)
}

export function logsUrl(ask: LogAsk): string {
  const { executionId, minLevel, taskRunId, taskId } = ask
  const query = new URLSearchParams()
  if (minLevel) query.set('minLevel', minLevel)
  if (taskRunId) query.set('taskRunId', taskRunId)
  if (taskId) query.set('taskId', taskId)
  return apiUrl(`/api/v1/logs/${encodeURIComponent(executionId)}/download?${query}`)
}

export function useDeleteLogs() {
  return useMutation({
    mutationFn: ({ executionId, taskRunId }: LogAsk) =>
      answer(
        client.DELETE('/api/v1/logs/{executionId}', {
          params: { path: { executionId }, query: { taskRunId } },
        }),
      ),
  })
}

const ERRORS_MAX = 500

/** What an execution complained of, oldest first. */
export function useFailureLogs(executionId: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['execution', computed(() => toValue(executionId)), 'errors'],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/logs/{executionId}', {
          params: {
            path: { executionId: toValue(executionId) },
            query: { minLevel: 'ERROR', limit: ERRORS_MAX },
          },
          signal,
        }),
      ),
  })
}
