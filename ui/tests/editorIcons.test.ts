import { describe, expect, it } from 'vitest'
import { addUses, signsOf } from '../scripts/editorIcons'

const TABLES = `
    add: register('add', 0x41),
    plus: register('plus', 0x41),
    close: register('close', 0x42),
    gitMerge: register('git-merge', 0x43),
    widgetClose: register('widget-close', 'close'),`

describe('the icons of the editor', () => {
  it('are found in scripts and in style sheets', () => {
    const used = new Set<string>()
    addUses("icon(Codicon.gitMerge); name = 'codicon-widget-close'", used)
    addUses('.codicon-add::before { content: "x" }', used)
    expect([...used]).toEqual(['gitMerge', 'widget-close', 'add'])
  })

  it('are drawn by the sign of their own or of another name, each once', () => {
    expect(signsOf(TABLES, new Set(['plus', 'add']))).toBe('A')
    expect(signsOf(TABLES, new Set(['gitMerge', 'widgetClose']))).toBe('CB')
    expect(signsOf(TABLES, new Set(['git-merge']))).toBe('C')
  })

  it('fail the build where the tables have become others', () => {
    expect(() => signsOf('add = 0x41', new Set(['add']))).toThrow('of another form')
    expect(() => signsOf("a: register('a', 'b')", new Set())).toThrow('drawn as b')
  })
})
