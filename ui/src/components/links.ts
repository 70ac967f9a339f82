/** Links to the web in a text, which stays text. */

export interface Piece {
  text: string
  /** Classes of the colours that a terminal would show, where it was one's. */
  tone?: string
  href?: string
}

const LINK = /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g

/** A piece cut at the links that it has. */
export function linked(piece: Piece): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const found of piece.text.matchAll(LINK)) {
    if (found.index > at) pieces.push({ ...piece, text: piece.text.slice(at, found.index) })
    pieces.push({ ...piece, text: found[0], href: found[0] })
    at = found.index + found[0].length
  }
  if (at < piece.text.length) pieces.push({ ...piece, text: piece.text.slice(at) })
  return pieces
}
