/** What the address of an execution says of its log. */
import type { LocationQuery } from 'vue-router'
import { LEVELS, type Level, type LogAsk } from '@/resources/executionLogs'
import { preferences } from '@/shell/preferences'

export function textOf(query: LocationQuery, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

/** Its level, or else the one that the reader prefers. */
export function levelOf(query: LocationQuery): Level {
  return LEVELS.find((one) => one === textOf(query, 'level')) ?? preferences.logLevel
}

/** The log as its tab asks for it. */
export function logAskOf(query: LocationQuery, executionId: string): LogAsk {
  return {
    executionId,
    minLevel: levelOf(query),
    taskRunId: textOf(query, 'taskRun') || undefined,
    q: textOf(query, 'q') || undefined,
  }
}
