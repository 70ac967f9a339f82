/** Which parts of a line are what was sought. */

export interface Piece {
  text: string
  isHit: boolean
}

const MARKED = /\[mark\](.*?)\[\/mark\]/g

/** Each place of the text in the line, whatever its case unless that counts. */
export function piecesOf(line: string, text: string, isCaseSensitive: boolean): Piece[] {
  const made: Piece[] = []
  const fold = (words: string) => (isCaseSensitive ? words : words.toLowerCase())
  const wanted = fold(text)
  let from = 0
  for (let at = 0; text && at + text.length <= line.length;) {
    if (fold(line.slice(at, at + text.length)) !== wanted) {
      at += 1
      continue
    }
    if (at > from) made.push({ text: line.slice(from, at), isHit: false })
    made.push({ text: line.slice(at, at + text.length), isHit: true })
    from = at += text.length
  }
  if (from < line.length) made.push({ text: line.slice(from), isHit: false })
  return made
}

/** From the column on, from 1 in characters: where a regular expression ends is not known here. */
export function piecesFrom(line: string, column: number): Piece[] {
  const characters = [...line]
  const before = characters.slice(0, column - 1).join('')
  const after = characters.slice(column - 1).join('')
  return [
    { text: before, isHit: false },
    { text: after, isHit: true },
  ].filter((piece) => piece.text)
}

/** A fragment in which the server marked what it found. */
export function piecesOfFragment(fragment: string): Piece[] {
  const made: Piece[] = []
  let from = 0
  for (const found of fragment.matchAll(MARKED)) {
    if (found.index > from) made.push({ text: fragment.slice(from, found.index), isHit: false })
    made.push({ text: found[1] ?? '', isHit: true })
    from = found.index + found[0].length
  }
  if (from < fragment.length) made.push({ text: fragment.slice(from), isHit: false })
  return made
}
