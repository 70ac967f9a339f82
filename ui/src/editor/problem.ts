/** What is wrong with a source, with its place. */
import type { components } from '@/api/schema'

export interface Problem {
  severity: 'error' | 'warning' | 'info'
  message: string
  hint: string
  /** From 1; 0 where there is no place. */
  line: number
  column: number
  /** Behind the last character. */
  endLine: number
  endColumn: number
}

type Report = Pick<components['schemas']['ValidationReport'], 'positions'>

/** All that a report of the server says, errors first. */
export function problemsOf(report: Report): Problem[] {
  return (report.positions ?? []).map(
    ({ severity, message, hint, path, line, column, endLine, endColumn }) => ({
      severity,
      message: path && !message.startsWith(path) ? `${path}: ${message}` : message,
      hint,
      line,
      column,
      endLine,
      endColumn,
    }),
  )
}

/** The problem that comes after a place in the text, whatever its severity; the first at its end. */
export function nextProblem(
  problems: Problem[],
  { line, column }: Pick<Problem, 'line' | 'column'>,
): Problem | undefined {
  const placed = problems
    .filter((one) => one.line > 0)
    .sort((one, other) => one.line - other.line || one.column - other.column)
  return (
    placed.find((one) => one.line > line || (one.line === line && one.column > column)) ?? placed[0]
  )
}
