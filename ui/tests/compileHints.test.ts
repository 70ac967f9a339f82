import type { OutputChunk } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { hinted } from '../scripts/compileHints'

function chunk(fileName: string, of: string | undefined, imports: string[] = []): OutputChunk {
  const facadeModuleId = of === undefined ? null : `/ui/src/${of}`
  return { fileName, facadeModuleId, imports, isEntry: of === 'main.ts' } as unknown as OutputChunk
}

describe('files that are compiled as a whole', () => {
  it('are the entry, the screens and what they import, but nothing that is loaded later', () => {
    const all = [
      chunk('index.js', 'main.ts', ['base.js']),
      chunk('base.js', undefined),
      chunk('Page.js', 'screens/flows/FlowsPage.vue', ['index.js', 'shared.js', 'outside.js']),
      chunk('shared.js', undefined, ['tools.js']),
      chunk('tools.js', undefined),
      chunk('monaco.js', 'editor/monaco.ts', ['tools.js']),
      chunk('Palette.js', 'shell/CommandPalette.vue'),
    ]
    const names = [...hinted(all)].map((one) => one.fileName)
    expect(names.toSorted()).toEqual(['Page.js', 'base.js', 'index.js', 'shared.js', 'tools.js'])
  })
})
