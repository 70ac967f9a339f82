/** The text of a log line in pieces: colours of terminals, links; never anything else. */
import { AnsiUp } from 'ansi_up'
import { linked, type Piece } from './links'

const ESCAPE = '\u001b'
// A link of a terminal, around its text: where it leads is not for us to say.
// eslint-disable-next-line no-control-regex
const TERMINAL_LINK = /\u001b\]8;[^\u0007\u001b]*(?:\u0007|\u001b\\)/g
/** More of one line than a person reads. */
export const SHOWN_MAX = 2_000
export const UNFOLDED_MAX = 200_000

export function piecesOf(text: string, max = SHOWN_MAX): Piece[] {
  const shown = text.length > max ? text.slice(0, max) : text
  const coloured = shown.includes(ESCAPE) ? colouredPieces(shown) : [{ text: shown }]
  return coloured.flatMap(linked)
}

/** The library knows terminals and escapes all text; its markup is read as data, not drawn. */
function colouredPieces(text: string): Piece[] {
  const ansi = new AnsiUp()
  ansi.use_classes = true
  const made = new DOMParser().parseFromString(
    ansi.ansi_to_html(text.replace(TERMINAL_LINK, '')),
    'text/html',
  )
  return [...made.body.childNodes].map((node) => {
    const tone = node instanceof Element ? (node.getAttribute('class') ?? '') : ''
    return { text: node.textContent ?? '', ...(tone ? { tone } : {}) }
  })
}

/** The text without what terminals take as orders. */
export function plainText(text: string): string {
  return text.includes(ESCAPE)
    ? colouredPieces(text)
        .map((piece) => piece.text)
        .join('')
    : text
}

/** A line that is JSON, laid out; undefined if it is none. */
export function prettyJson(text: string): string | undefined {
  const trimmed = text.trim()
  if (!/^[{[]/.test(trimmed) || trimmed.length > UNFOLDED_MAX) return undefined
  try {
    return JSON.stringify(JSON.parse(trimmed), null, 2)
  } catch {
    return undefined
  }
}
