/** What is wrong with a source, with its place. */
import type { components } from '@/api/schema'

export interface Problem {
  severity: 'error' | 'warning' | 'info'
  message: string
  hint: string
  /** From 1; 0 where there is no place. */
  line: number
  column: number
}

/** All that a report of the server says, errors first. */
export function problemsOf(report: components['schemas']['ValidationReport']): Problem[] {
  const errors: Problem[] = (report.violations ?? []).map((one) => ({
    severity: 'error',
    message:
      one.path && !one.message.startsWith(one.path) ? `${one.path}: ${one.message}` : one.message,
    hint: one.hint,
    line: one.line,
    column: one.column,
  }))
  if (!errors.length && report.constraints) {
    errors.push({ severity: 'error', message: report.constraints, hint: '', line: 0, column: 0 })
  }
  const plain = (severity: 'warning' | 'info', texts: string[] = []): Problem[] =>
    texts.map((message) => ({ severity, message, hint: '', line: 0, column: 0 }))
  return [...errors, ...plain('warning', report.warnings), ...plain('info', report.infos)]
}
