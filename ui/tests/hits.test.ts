import { describe, expect, it } from 'vitest'
import { piecesFrom, piecesOf, piecesOfFragment } from '@/screens/flows/hits'

const hits = (pieces: { text: string; isHit: boolean }[]) =>
  pieces.map(({ text, isHit }) => (isHit ? `<${text}>` : text)).join('')

describe('what was sought in a line', () => {
  it('is each place of the text', () => {
    expect(hits(piecesOf('Aa baa', 'aa', false))).toBe('<Aa> b<aa>')
    expect(hits(piecesOf('Aa baa', 'aa', true))).toBe('Aa b<aa>')
    expect(hits(piecesOf('aaa', 'aa', false))).toBe('<aa>a')
    expect(hits(piecesOf('nothing', 'x', false))).toBe('nothing')
    expect(piecesOf('', 'x', false)).toEqual([])
  })

  it('begins at a column that counts characters', () => {
    expect(hits(piecesFrom('🦅 dives', 3))).toBe('🦅 <dives>')
    expect(hits(piecesFrom('dives', 1))).toBe('<dives>')
  })

  it('is what the server marked', () => {
    expect(hits(piecesOfFragment('a: [mark]b[/mark]\n[mark]b[/mark] <i>'))).toBe('a: <b>\n<b> <i>')
    expect(hits(piecesOfFragment('[mark]open'))).toBe('[mark]open')
  })
})
