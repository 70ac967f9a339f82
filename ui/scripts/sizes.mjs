// What each route costs on a first visit, compressed, and whether that is within its budget.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../../src/tiercel/webui/dist/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}manifest.json`, 'utf8'))
const KB = 1000
const MB = 1000 * KB
const BUDGET = {
  entry: 170 * KB,
  route: 200 * KB,
  css: 40 * KB,
  all: 8 * MB,
}
// What only the editor loads: Monaco, its style sheet, what it runs in workers, and the panels that
// are shown at first.
const MONACO = { files: /^assets\/monaco-[^/]+\.(js|css)$/, budget: 850 * KB }
const WORKERS = { files: /^assets\/(editor|yaml|layout)\.worker-[^/]+\.js$/, budget: 400 * KB }
const EDITOR_BUDGET = 1400 * KB
const EDITOR = [
  'src/screens/flow/FlowPage.vue',
  'src/screens/flow-editor/FlowEditor.vue',
  'src/components/CodeEditor.vue',
  'src/screens/flow-editor/GraphPanel.vue',
]

const sizes = new Map()
function sizeOf(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(dist + file), { level: 9 }).length)
  return sizes.get(file)
}

function closure(key, found = new Set()) {
  const chunk = manifest[key]
  if (!chunk || found.has(key)) return found
  found.add(key)
  for (const one of chunk.imports ?? []) closure(one, found)
  return found
}

function files(keys) {
  const found = new Set()
  for (const key of keys) {
    found.add(manifest[key].file)
    for (const css of manifest[key].css ?? []) found.add(css)
  }
  return found
}

function sum(names) {
  return [...names].reduce((all, file) => all + sizeOf(file), 0)
}

const wrong = []
function judge(name, size, budget) {
  console.log(`${name.padEnd(44)} ${kb(size).padStart(8)} of ${kb(budget)} kB`)
  if (size > budget) wrong.push(`${name}: ${kb(size)} kB, ${kb(size - budget)} kB over its budget`)
}

function kb(size) {
  return (size / KB).toFixed(1)
}

const entryFiles = files(closure('index.html'))
judge('entry', sum(entryFiles), BUDGET.entry)
const screens = manifest['index.html'].dynamicImports.filter((key) =>
  key.startsWith('src/screens/'),
)
for (const key of screens.sort()) {
  const mine = files(closure(key))
  const own = [...mine].filter((file) => !entryFiles.has(file))
  judge(key.replace('src/screens/', ''), sum(new Set([...entryFiles, ...own])), BUDGET.route)
}

const every = readdirSync(dist, { recursive: true })
  .map(String)
  .filter((name) => statSync(dist + name).isFile() && !/\.(br|gz)$/.test(name))
const monaco = every.filter((name) => MONACO.files.test(name))
const workers = every.filter((name) => WORKERS.files.test(name))
const sheets = every.filter((name) => name.endsWith('.css') && !monaco.includes(name))
judge('all style sheets but the one of Monaco', sum(sheets), BUDGET.css)
if (monaco.length) {
  judge('Monaco', sum(monaco), MONACO.budget)
  judge('workers of the editor', sum(workers), WORKERS.budget)
  const missing = EDITOR.filter((key) => !manifest[key])
  if (missing.length) wrong.push(`No chunks of their own: ${missing.join(', ')}`)
  const parts = EDITOR.flatMap((key) => [...files(closure(key))])
  judge(
    'a first visit of the editor with its graph',
    sum(new Set([...entryFiles, ...parts, ...monaco, ...workers])),
    EDITOR_BUDGET,
  )
}
const whole = every.reduce((all, name) => all + statSync(dist + name).size, 0)
judge('everything, not compressed', whole, BUDGET.all)

if (wrong.length) {
  console.error(`\nToo large:\n${wrong.join('\n')}`)
  process.exit(1)
}
