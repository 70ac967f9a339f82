/** The parts of YAML text that are shown in colours; what it means is not looked at. */
export interface Piece {
  text: string
  /** A class of base.css. */
  look?: 'ck' | 'cs' | 'cn' | 'cw' | 'ce' | 'cc' | 'ct'
}

const KEY = /^(\s*(?:- +)*)([\w.$-]+|"[^"]*"|'[^']*')(:)(?=\s|$)(.*)$/
const ITEM = /^(\s*(?:- +)+)(.*)$/
const EXPRESSION = /\{\{.*?\}\}|\{%.*?%\}/g

export function yamlPieces(text: string): Piece[] {
  const pieces = text.split('\n').flatMap((line, place): Piece[] => {
    const parts = linePieces(line)
    return place ? [{ text: '\n' }, ...parts] : parts
  })
  return pieces.filter((piece) => piece.text)
}

function linePieces(line: string): Piece[] {
  if (/^\s*#/.test(line)) return [{ text: line, look: 'cc' }]
  const key = KEY.exec(line)
  if (key) {
    const [, before = '', name = '', colon = '', value = ''] = key
    const isType = name === 'type'
    return [
      { text: before },
      { text: name, look: 'ck' },
      { text: colon },
      ...valuePieces(value, isType),
    ]
  }
  const item = ITEM.exec(line)
  if (item) return [{ text: item[1] ?? '' }, ...valuePieces(item[2] ?? '', false)]
  return valuePieces(line, false)
}

function valuePieces(value: string, isType: boolean): Piece[] {
  const look = lookOf(value.trim(), isType)
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: found, index } of value.matchAll(EXPRESSION)) {
    pieces.push({ text: value.slice(end, index), look }, { text: found, look: 'ce' })
    end = index + found.length
  }
  return [...pieces, { text: value.slice(end), look }]
}

function lookOf(value: string, isType: boolean): Piece['look'] {
  if (isType && value.includes('.')) return 'ct'
  if (/^["']/.test(value)) return 'cs'
  if (/^-?\d[\d_.]*$/.test(value)) return 'cn'
  if (/^(true|false|null|~|[|>][+-]?)$/.test(value)) return 'cw'
  return undefined
}
