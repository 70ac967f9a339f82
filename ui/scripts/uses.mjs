// Which pages lead to a call of the API, by the names that modules import from each other.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// Imported, its nine megabytes would be searched for names of exports first.
const ts = createRequire(import.meta.url)('typescript')

const SOURCES = fileURLToPath(new URL('../src', import.meta.url))
const CLIENT_METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
const START = '/api/v1/'
/** Stands for what is only known when the pages run. */
const ANY = '\u0000'
const PARAMETER = '\\{[^/}]*\\}'
const IMPORT = /import\s+(?:type\s+)?([\w*]+)?(?:\s*,)?\s*(?:\{([^}]*)\})?\s*from\s*'([^']+)'/g
const LAZY = /import\('([^']+)'\)/g

/** A part of a module that is imported by itself: a declaration, or a whole component. */
const parts = new Map()
for (const name of readdirSync(SOURCES, { recursive: true })) {
  if (!/\.(ts|vue)$/.test(name) || name.endsWith('.d.ts')) continue
  const file = resolve(SOURCES, name)
  for (const part of file.endsWith('.vue') ? [component(file)] : declarations(file)) {
    parts.set(part.key, part)
  }
}
const users = new Map()
for (const part of parts.values()) {
  for (const key of part.needs) users.set(key, [...(users.get(key) ?? []), part])
}

for (const part of parts.values()) {
  for (const call of part.calls) if (!call.methods.size) call.methods = methodsOfUsers(part)
}

/** Names of the pages that lead to an operation, sorted. */
export function placesOf({ method, path }) {
  const found = new Set()
  const seen = new Set()
  const waiting = [...parts.values()].filter((part) =>
    part.calls.some((call) => call.methods.has(method) && call.paths.test(path)),
  )
  while (waiting.length) {
    const part = waiting.pop()
    if (seen.has(part.key)) continue
    seen.add(part.key)
    const place = /^(?:screens\/([^/]+)\/|shell\/|App\.vue)/.exec(relative(SOURCES, part.file))
    if (place) found.add(place[1] ?? 'every page')
    else waiting.push(...(users.get(part.key) ?? []))
  }
  return [...found].sort()
}

/** By which methods those ask who are given an address by a part of their module. */
function methodsOfUsers(part) {
  const own = (users.get(part.key) ?? []).filter((user) => user.file === part.file)
  const said = own.flatMap(({ text }) => (methodsIn(text).length ? methodsIn(text) : ['GET']))
  return new Set(said.length ? said : ['GET'])
}

/**
 * The paths of the API document that an address can be: where it has a variable the path has a
 * parameter, or a word that the module knows.
 */
function patternOf(address, words) {
  const known = [...words].map((word) => escaped(word).replaceAll(ANY, PARAMETER)).join('|')
  // Addresses of two places may name their last part differently.
  const made = escaped(address.split('?')[0])
    .replaceAll(/\\\{[^/}]*\\\}/g, PARAMETER)
    .split(ANY)
  const pattern = made.reduce((before, after) => {
    const isWhole = before.endsWith('/') && /^($|\/)/.test(after)
    return `${before}(?:${isWhole ? `${PARAMETER}|` : ''}${known})${after}`
  })
  return new RegExp(`^${pattern}$`)
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function component(file) {
  const text = readFileSync(file, 'utf8')
  const script = /<script setup[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? ''
  const imports = importsOf(file, script)
  const needs = [...imports.values(), ...lazyImports(file, script)]
  return { key: `${file}#default`, file, text, needs, calls: callsIn(script, wordsIn(text)) }
}

/** The declarations at the top of a module. */
function declarations(file) {
  const text = readFileSync(file, 'utf8')
  const imports = importsOf(file, text)
  const words = wordsIn(text)
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const spans = []
  for (const statement of source.statements) {
    const names = namesOf(statement)
    for (const name of names) spans.push({ name, text: statement.getText(source) })
  }
  const own = new Map(spans.map(({ name }) => [name, `${file}#${name}`]))
  return spans.map(({ name, text: body }) => {
    const others = new Set(body.match(/[\w$]+/g))
    others.delete(name)
    const needs = [...others].flatMap((word) => imports.get(word) ?? own.get(word) ?? [])
    needs.push(...lazyImports(file, body))
    return { key: `${file}#${name}`, file, text: body, needs, calls: callsIn(body, words) }
  })
}

/** What may stand in an address in place of a variable: words in quotes, and nothing. */
function wordsIn(text) {
  const plain = [...text.matchAll(/'([\w/-]*)'/g)].map((one) => one[1])
  const composed = [...text.matchAll(/`(\/(?:[\w/-]|\$\{[^}`]*\})*)`/g)]
    .map((one) => one[1].replaceAll(/\$\{[^}]*\}/g, ANY))
    .filter((word) => !word.startsWith(START))
  return new Set([...plain, ...composed])
}

function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((one) => one.name.getText())
  }
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
  if (isNamed && statement.name) return [statement.name.text]
  return ts.isExpressionStatement(statement) ? ['default'] : []
}

/** The parts that each imported name stands for. */
function importsOf(file, text) {
  const found = new Map()
  for (const [, whole, named, from] of text.matchAll(IMPORT)) {
    const other = moduleOf(file, from)
    if (!other) continue
    if (whole) found.set(whole, `${other}#default`)
    for (const name of (named ?? '').split(',')) {
      const [, original, alias] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(name) ?? []
      if (original) found.set(alias ?? original, `${other}#${original}`)
    }
  }
  return found
}

function lazyImports(file, text) {
  return [...text.matchAll(LAZY)].flatMap(([, from]) => {
    const other = moduleOf(file, from)
    return other ? [`${other}#default`] : []
  })
}

function moduleOf(file, from) {
  if (!from.startsWith('@/') && !from.startsWith('.')) return undefined
  const path = from.startsWith('@/')
    ? resolve(SOURCES, from.slice(2))
    : resolve(dirname(file), from)
  return path.endsWith('.vue') || path.endsWith('.ts') ? path : `${path}.ts`
}

/** Addresses of the API in a text, each with the methods that it may be asked by. */
function callsIn(text, words) {
  if (!text.includes(START)) return []
  const source = ts.createSourceFile('part.ts', text, ts.ScriptTarget.Latest, true)
  const found = []
  const constants = new Map()
  visit(source)
  return found

  function visit(node) {
    const path = pathOf(node)
    if (path && isOfApi(path)) {
      const parent = node.parent
      if (ts.isVariableDeclaration(parent)) constants.set(parent.name.getText(source), path)
      const method = ts.isCallExpression(parent) && clientMethod(parent)
      const methods = method ? [method] : methodsIn(aroundOf(node).getText(source))
      found.push({ paths: patternOf(path, words), methods: new Set(methods) })
    }
    ts.forEachChild(node, visit)
  }

  function pathOf(node) {
    if (ts.isStringLiteralLike(node)) return node.text
    if (!ts.isTemplateExpression(node)) return undefined
    const parts = node.templateSpans.map(({ expression, literal }) => {
      const known = ts.isIdentifier(expression) && constants.get(expression.text)
      return (known || ANY) + literal.text
    })
    return (node.head.text + parts.join('')).replace(`${ANY}${START}`, START)
  }

  function aroundOf(node) {
    let whole = node
    while (whole.parent && !ts.isFunctionLike(whole) && !ts.isSourceFile(whole.parent)) {
      whole = whole.parent
    }
    return whole
  }
}

/** The methods that a text names for an address which it keeps by itself. */
function methodsIn(text) {
  const named = [...text.matchAll(/method: '(\w+)'/g)]
  const calls = [...text.matchAll(/client\.(\w+)\(\s*\w+\s*[,)]/g)]
  return [...named, ...calls].map((one) => one[1])
}

function clientMethod(call) {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : ''
  return CLIENT_METHODS.has(name) ? name : undefined
}

/** Whether it is an address of the API; what comes first in one may be a variable. */
function isOfApi(path) {
  return path.startsWith(START) || path.startsWith(START.slice(0, -1) + ANY)
}
