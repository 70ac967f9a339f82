// Writes ../docs/pages.md: for each operation of the API the pages that call it, or why none does.
// npm run places, with --check only compares. A missing reason, or one for what is called, fails.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { REASONS } from './reasons.mjs'
import { placesOf } from './uses.mjs'

const client = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url))
const target = fileURLToPath(new URL('../../docs/pages.md', import.meta.url))
const START = '/api/v1'
const problems = []
const used = new Set()

const rows = operations().map((one) => {
  const places = placesOf(one)
  const name = `${one.method} ${one.path.replace(START, '')}`
  const reason = places.length ? undefined : REASONS.find((known) => known.operations.test(name))
  if (reason) used.add(reason)
  if (!places.length && !reason) problems.push(`no page calls ${name}: say why in reasons.mjs`)
  return { name, places, why: reason?.why }
})
for (const reason of REASONS) {
  if (!used.has(reason)) problems.push(`a reason is for no operation: ${reason.operations}`)
}
const made = table()
for (const problem of problems) console.error(problem)
if (problems.length) process.exit(1)
if (!process.argv.includes('--check')) writeFileSync(target, made)
else if (!existsSync(target) || readFileSync(target, 'utf8') !== made) {
  console.error('docs/pages.md is not what the pages call: run `npm run places` in ui/.')
  process.exit(1)
}

/** What the generated client knows, `{ method, path }`; `npm run api -- --check` proves that all. */
function operations() {
  const found = []
  let path
  for (const line of readFileSync(client, 'utf8').split('\n')) {
    path = /^ {4}"(\/[^"]*)": \{/.exec(line)?.[1] ?? path
    const method = /^ {8}(get|post|put|patch|delete): operations\[/.exec(line)?.[1]
    if (method) found.push({ method: method.toUpperCase(), path })
    if (line.startsWith('export type webhooks')) break
  }
  return found
}

function table() {
  const called = rows.filter((one) => one.places.length)
  const lines = [
    '# Where the pages call the API',
    '',
    'Made of the uses of the generated client by `npm run places` in `ui/`; not edited by hand. A',
    'page is named by its folder in `ui/src/screens`. Of',
    `${rows.length} operations the pages call ${called.length}.`,
    '',
    '| operation | pages |',
    '|---|---|',
  ]
  for (const one of rows) {
    lines.push(`| \`${one.name}\` | ${one.places.join(', ') || `– ${one.why}`} |`)
  }
  return `${lines.join('\n')}\n`
}
