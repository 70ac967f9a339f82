/** Rows of files that hold tables: CSV, JSON lines, and JSON that is a list of records. */

export interface Preview {
  columns: string[]
  /** Cells by column; of a value that is no record the only column is empty. */
  rows: string[][]
  /** How many rows the file has. */
  total: number
}

export type PreviewKind = 'csv' | 'json' | 'lines'

const KINDS: Record<string, PreviewKind> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'lines',
  ndjson: 'lines',
}
const SEPARATORS = [',', ';', '\t', '|']
export const ROWS_MAX = 500
const CELL_MAX = 500

export function kindOf(path: string): PreviewKind | undefined {
  return KINDS[path.split('.').at(-1)?.toLowerCase() ?? '']
}

/** Throws an Error, with the line where there is one, for what cannot be read. */
export function previewOf(kind: PreviewKind, text: string): Preview {
  if (kind === 'csv') return ofCells(cellsOf(text))
  return ofValues(kind === 'json' ? listOf(JSON.parse(text)) : linesOf(text))
}

/** The cells of CSV: quoted ones may hold separators, line ends and doubled quotes. */
export function cellsOf(text: string): string[][] {
  const separator = separatorOf(text)
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endRow = (): void => {
    row.push(cell)
    if (row.length > 1 || cell) rows.push(row)
    row = []
    cell = ''
  }
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (isQuoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') cell += text.charAt((at += 1))
      else isQuoted = false
    } else if (sign === '"' && !cell) isQuoted = true
    else if (sign === separator) {
      row.push(cell)
      cell = ''
    } else if (sign === '\n') endRow()
    else if (sign !== '\r') cell += sign
  }
  endRow()
  return rows
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const [first = ''] = text.split('\n', 1)
  const count = (sign: string) => first.split(sign).length
  return SEPARATORS.reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

function ofCells([head = [], ...rows]: string[][]): Preview {
  return { columns: head, rows: rows.slice(0, ROWS_MAX), total: rows.length }
}

function ofValues(values: unknown[]): Preview {
  const shown = values.slice(0, ROWS_MAX)
  const columns = [
    ...new Set(shown.flatMap((value) => (isRecord(value) ? Object.keys(value) : []))),
  ]
  if (!columns.length) {
    return { columns: [''], rows: shown.map((value) => [cellOf(value)]), total: values.length }
  }
  const rows = shown.map((value) =>
    columns.map((name) => (isRecord(value) ? cellOf(value[name]) : '')),
  )
  return { columns, rows, total: values.length }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

function linesOf(text: string): unknown[] {
  return text.split('\n').flatMap((line, place) => {
    if (!line.trim()) return []
    try {
      return [JSON.parse(line) as unknown]
    } catch (thrown) {
      throw new Error(`${place + 1}: ${thrown instanceof Error ? thrown.message : ''}`, {
        cause: thrown,
      })
    }
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cellOf(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  return text.length > CELL_MAX ? `${text.slice(0, CELL_MAX)}…` : text
}
