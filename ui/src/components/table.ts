/** A column of a table. Its cells are the slot `cell-<id>`. */
export interface Column {
  id: string
  text: string
  /** The name to sort by in the API; without it the column cannot be sorted. */
  sort?: string
  isRight?: boolean
  /** Takes the rest of the width, on one line. */
  grows?: boolean
  /** Hidden unless the reader asks for it. */
  isOff?: boolean
  /** Hidden on screens narrower than this. */
  from?: 768 | 1024 | 1280 | 1600
}

/** What a click on a head makes of a sort: up, down, none. */
export function nextSort(current: string, field: string): string {
  if (current === `${field}:asc`) return `${field}:desc`
  return current === `${field}:desc` ? '' : `${field}:asc`
}
