/** What may be written at a place of a flow's source beyond what its schema says. */
import {
  expressionBefore,
  namesAfter,
  triggerTypesOf,
  typeOfTask,
  type Suggestion,
} from './expressions'
import type { Kind, TypeRow } from './flowSchema'
import { entriesOf, entryAt, parentOf, valuesBeside, type Entry } from './outline'

export interface Place {
  /** From 1. */
  line: number
  column: number
}

export interface Completion {
  /** The column at which what is replaced begins, from 1. */
  from: number
  suggestions: Suggestion[]
}

/** What the server knows: each answers with names, and with none when it cannot. */
export interface Names {
  namespaces: () => Promise<Suggestion[]>
  flows: (namespace: string) => Promise<Suggestion[]>
  inputsOf: (namespace: string, flowId: string) => Promise<Suggestion[]>
  outputsOf: (namespace: string, flowId: string) => Promise<Suggestion[]>
  /** The outputs of a type, or those below one of them. */
  ofType: (type: string, path: string[]) => Promise<Suggestion[]>
  variables: (namespace: string) => Promise<Suggestion[]>
  keys: (namespace: string) => Promise<Suggestion[]>
  secrets: (namespace: string) => Promise<Suggestion[]>
  files: (namespace: string) => Promise<Suggestion[]>
  /** All types of a kind, those too that nobody should begin with. */
  types: (kind: Kind) => TypeRow[]
  functions: () => Promise<Suggestion[]>
  filters: () => Promise<Suggestion[]>
}

const ARGUMENT =
  /\b(kv|secret|read|fileURI|fileExists|fileSize|isFileEmpty)\(\s*(?:key(?:Name)?\s*=\s*)?(["'])([^"']*)$/
const FILE_LISTS = new Set(['inputFiles', 'include', 'exclude'])
const TASK_LISTS = ['tasks', 'errors', 'finally', 'afterExecution', 'then', 'else']
const KINDS = new Map<string, Kind>([
  ['triggers', 'trigger'],
  ...TASK_LISTS.map((key): [string, Kind] => [key, 'task']),
])

/** Completes a place; nothing where only the schema knows more. */
export async function complete(source: string, place: Place, names: Names): Promise<Completion> {
  const lines = source.split('\n')
  const line = (lines[place.line - 1] ?? '').slice(0, place.column - 1)
  const before = [...lines.slice(Math.max(0, place.line - 50), place.line - 1), line].join('\n')
  const inside = expressionBefore(before)
  if (inside === undefined) return completeKey(source, place, line, names)
  const argument = ARGUMENT.exec(inside)
  if (argument) {
    const [, name = '', , typed = ''] = argument
    return { from: place.column - typed.length, suggestions: await named(name, source, names) }
  }
  const path = /[\w.-]*$/.exec(inside)?.[0] ?? ''
  const last = path.split('.').at(-1) ?? ''
  const from = place.column - last.length
  if (/\|\s*\w*$/.test(inside)) return { from, suggestions: await names.filters() }
  return { from, suggestions: await namesIn(path, source, names) }
}

function named(name: string, source: string, names: Names): Promise<Suggestion[]> {
  const namespace = ownNamespace(source)
  if (name === 'kv') return names.keys(namespace)
  if (name === 'secret') return names.secrets(namespace)
  return names.files(namespace)
}

async function namesIn(path: string, source: string, names: Names): Promise<Suggestion[]> {
  const found = namesAfter(path, source)
  if (!path.includes('.')) return [...found, ...(await names.functions())]
  if (found.length) return found
  const [root = '', first = '', ...rest] = path.split('.').slice(0, -1)
  if (root === 'namespace' && !first) return names.variables(ownNamespace(source))
  if (root === 'trigger') return ofTriggers(source, path.split('.').slice(1, -1), names)
  if (root !== 'outputs' || !first) return []
  const type = typeOfTask(source, first)
  if (!type) return []
  if (rest[0] === 'outputs' && rest.length === 1) {
    const child = childOf(source, first)
    if (child) return names.outputsOf(child.namespace, child.flowId)
  }
  return names.ofType(type, rest)
}

async function ofTriggers(source: string, path: string[], names: Names): Promise<Suggestion[]> {
  const found = new Map<string, Suggestion>()
  for (const type of new Set(triggerTypesOf(source))) {
    for (const one of await names.ofType(type, path)) found.set(one.label, one)
  }
  return [...found.values()]
}

async function completeKey(
  source: string,
  place: Place,
  line: string,
  names: Names,
): Promise<Completion> {
  const entries = entriesOf(source)
  const entry = entryAt(entries, place.line)
  const typed = /[^\s:"'[\],{}]*$/.exec(line)?.[0] ?? ''
  const from = place.column - typed.length
  const none = { from, suggestions: [] }
  if (!entry || entry.line !== place.line) {
    return typed.trim() || !line.trim() ? newKey(entries, place, from, source, names) : none
  }
  const isValue = new RegExp(`^\\s*(- +)*["']?${escaped(entry.key)}["']?\\s*:\\s`).test(line)
  if (entry.key && !isValue) return none
  if (!entry.key && !entry.isItem) return newKey(entries, place, from, source, names)
  const suggestions = await valuesOf(entries, entry, source, names)
  return { from, suggestions }
}

async function valuesOf(
  entries: Entry[],
  entry: Entry,
  source: string,
  names: Names,
): Promise<Suggestion[]> {
  const kind = kindIn(entries, entry)
  if (kind) return typesFor(kind, names)
  const beside = valuesBeside(entries, entry)
  if (entry.key === 'namespace') return names.namespaces()
  if (entry.key === 'flowId') return names.flows(beside.namespace ?? ownNamespace(source))
  const list = parentOf(entries, entry)?.key
  return list && FILE_LISTS.has(list) ? names.files(ownNamespace(source)) : []
}

/** The types that a flow is begun with today, by any part of their names. */
function typesFor(kind: Kind, names: Names): Suggestion[] {
  const today = names.types(kind).filter(({ isDeprecated }) => !isDeprecated)
  return today.map(({ name, title }) => ({
    label: name,
    detail: title,
    kind: 'value',
  }))
}

/** What a line gives the type of; undefined where it gives none of a task or trigger. */
export function kindAt(source: string, line: number): Kind | undefined {
  const entries = entriesOf(source)
  const entry = entryAt(entries, line)
  return entry?.line === line ? kindIn(entries, entry) : undefined
}

function kindIn(entries: Entry[], entry: Entry): Kind | undefined {
  return entry.key === 'type' ? KINDS.get(parentOf(entries, entry)?.key ?? '') : undefined
}

/** A key that is begun: the inputs of the flow that is started here and that are not given yet. */
async function newKey(
  entries: Entry[],
  place: Place,
  from: number,
  source: string,
  names: Names,
): Promise<Completion> {
  const indent = from - 1
  const before = entries.filter(({ line }) => line < place.line)
  const parent = before.findLast((one) => one.key !== '' && one.indent < indent)
  const none = { from, suggestions: [] }
  if (parent?.key !== 'inputs') return none
  const { flowId, namespace = ownNamespace(source) } = valuesBeside(entries, parent)
  if (!flowId) return none
  const known = entries.filter(
    (one) => parentOf(entries, one) === parent && one.line !== place.line,
  )
  const given = new Set(known.map(({ key }) => key))
  const all = await names.inputsOf(namespace, flowId)
  const open = all.filter(({ label }) => !given.has(label))
  return { from, suggestions: open.map((one) => ({ ...one, insert: `${one.label}: $0` })) }
}

/** The flow that a task starts, by the keys beside its id. */
function childOf(
  source: string,
  taskId: string,
): { namespace: string; flowId: string } | undefined {
  const entries = entriesOf(source)
  const task = entries.find(({ key, value }) => key === 'id' && value === taskId)
  if (!task) return undefined
  const { flowId, namespace = ownNamespace(source) } = valuesBeside(entries, task)
  return flowId ? { namespace, flowId } : undefined
}

/** What F12 goes to from a line: the flow that is named there, or a file of the namespace. */
export type Target = { flow: { namespace: string; id: string } } | { file: string }

export function targetAt(source: string, place: Place): Target | undefined {
  const line = source.split('\n')[place.line - 1] ?? ''
  const named = [...line.matchAll(/\b(?:read|fileURI)\(\s*(["'])(.+?)\1/g)].find(
    ({ index, 0: whole }) => index < place.column && place.column <= index + whole.length + 1,
  )
  if (named?.[2]) return { file: named[2] }
  const entries = entriesOf(source)
  const entry = entryAt(entries, place.line)
  if (!entry || entry.line !== place.line) return undefined
  const { flowId, namespace = ownNamespace(source) } = valuesBeside(entries, entry)
  if (flowId) return { flow: { namespace, id: flowId } }
  const list = parentOf(entries, entry)?.key
  return list && FILE_LISTS.has(list) && entry.value ? { file: entry.value } : undefined
}

/** The namespace of the flow itself. */
export function ownNamespace(source: string): string {
  return /^namespace:\s*["']?([\w.-]+)/m.exec(source)?.[1] ?? ''
}

function escaped(text: string): string {
  return text.replace(/[$.]/g, '\\$&')
}
