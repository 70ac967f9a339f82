/**
 * The font of the editor's icons with those only that the editor can show, as WOFF2: it comes as
 * TrueType with all that its makers have drawn, ten times as large on its way.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'
import type { Plugin } from 'vite'

const COMMON = '../node_modules/monaco-editor/esm/vs/base/common/'
const TABLES = ['codiconsLibrary.js', 'codicons.js']
const ICON = /(\w+): register\('([\w-]+)', (?:0x([0-9a-f]+)|'([\w-]+)')\)/g
const USES = /\bCodicon\.(\w+)|\bcodicon-([a-z][\w-]*)/g
const FONT = /(codicon[^/]*)\.ttf$/
const FORMAT = /format\((['"]?)truetype\1\)/g

export function editorIcons(): Plugin {
  const used = new Set<string>()
  return {
    name: 'editor-icons',
    apply: 'build',
    transform(code, id) {
      const isOfEditor = id.includes('/monaco-editor/')
      if (isOfEditor && !TABLES.some((one) => id.endsWith(`/${one}`))) addUses(code, used)
    },
    async generateBundle(_options, bundle) {
      for (const font of Object.values(bundle)) {
        if (font.type !== 'asset' || !FONT.test(font.fileName)) continue
        const texts = TABLES.map((name) => readFileSync(file(COMMON + name), 'utf8'))
        const signs = signsOf(texts.join('\n'), used)
        const source = await subsetFont(Buffer.from(font.source as Uint8Array), signs, {
          targetFormat: 'woff2',
        })
        const name = font.fileName.replace(FONT, '$1.woff2')
        Reflect.deleteProperty(bundle, font.fileName)
        this.emitFile({ type: 'asset', fileName: name, source })
        for (const sheet of Object.values(bundle)) {
          if (sheet.type === 'asset' && sheet.fileName.endsWith('.css')) {
            sheet.source = renamed(String(sheet.source), font.fileName, name)
          }
        }
      }
    },
  }
}

/** Remember the icons that a source names, in the way of scripts or of style sheets. */
export function addUses(code: string, used: Set<string>): void {
  for (const [, member, word] of code.matchAll(USES)) used.add(member ?? word ?? '')
}

/** The characters of the icons that are used, by the tables that give icons their names. */
export function signsOf(tables: string, used: ReadonlySet<string>): string {
  const signs = new Map<string, string>()
  const found = new Set<string>()
  for (const [, member = '', word = '', code, other = ''] of tables.matchAll(ICON)) {
    const sign = code ? String.fromCodePoint(Number.parseInt(code, 16)) : signs.get(other)
    if (sign === undefined) throw new Error(`The icon ${word} is drawn as ${other}, which is none`)
    signs.set(word, sign)
    if (used.has(member) || used.has(word)) found.add(sign)
  }
  if (!found.size) throw new Error('The editor uses no icon: its tables are of another form')
  return [...found].join('')
}

/** A style sheet that names a font otherwise; both names are paths in the folder of the sheet. */
function renamed(css: string, before: string, after: string): string {
  const [old = '', now = ''] = [before, after].map((path) => path.slice(path.lastIndexOf('/') + 1))
  return css.includes(old) ? css.replaceAll(old, now).replace(FORMAT, 'format("woff2")') : css
}

function file(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
