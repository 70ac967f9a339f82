/** Inputs of flows and of pauses: what is declared, and values as a form sends them. */
import type { components } from '@/api/schema'
import { fieldText } from '@/format/dates'

export type InputType =
  | 'STRING'
  | 'INT'
  | 'FLOAT'
  | 'BOOLEAN'
  | 'BOOL'
  | 'SELECT'
  | 'ENUM'
  | 'MULTISELECT'
  | 'ARRAY'
  | 'DATE'
  | 'DATETIME'
  | 'TIME'
  | 'DURATION'
  | 'FILE'
  | 'JSON'
  | 'YAML'
  | 'URI'
  | 'EMAIL'
  | 'SECRET'

export interface Input {
  id: string
  type: InputType
  displayName?: string
  description?: string
  required?: boolean
  defaults?: unknown
  values?: string[]
  itemType?: InputType
  allowCustomValue?: boolean
  isRadio?: boolean
  min?: number | string
  max?: number | string
  after?: string
  before?: string
  allowedFileExtensions?: string[]
}

export type InputValue = string | string[] | File
export type InputValues = Record<string, InputValue | undefined>
export type InputReport = Omit<components['schemas']['InputReport'], 'input'> & { input: Input }

/** Few values are all shown at once. */
const RADIO_VALUES_MAX = 4

/** How an input is asked for. */
export type Control =
  | 'text'
  | 'number'
  | 'switch'
  | 'select'
  | 'radio'
  | 'several'
  | 'list'
  | 'date'
  | 'datetime'
  | 'time'
  | 'file'
  | 'code'
  | 'password'

const CONTROLS: Partial<Record<InputType, Control>> = {
  INT: 'number',
  FLOAT: 'number',
  BOOLEAN: 'switch',
  BOOL: 'switch',
  MULTISELECT: 'several',
  ARRAY: 'list',
  DATE: 'date',
  DATETIME: 'datetime',
  TIME: 'time',
  FILE: 'file',
  JSON: 'code',
  YAML: 'code',
  SECRET: 'password',
}

export function controlOf(input: Input): Control {
  if (input.type === 'SELECT' || input.type === 'ENUM') {
    const values = input.values ?? []
    if (input.allowCustomValue) return 'text'
    // A choice by buttons can't be taken back, so what is optional is chosen from a list.
    if (input.required === false) return 'select'
    return input.isRadio || values.length <= RADIO_VALUES_MAX ? 'radio' : 'select'
  }
  return CONTROLS[input.type] ?? 'text'
}

export function isList(input: Input): boolean {
  return ['several', 'list'].includes(controlOf(input))
}

/** A value that the server gave as the form holds it; undefined for none. */
export function heldValue(input: Input, value: unknown): InputValue | undefined {
  if (value === null || value === undefined) return undefined
  const control = controlOf(input)
  if (control === 'file') return undefined
  if (isList(input)) {
    return Array.isArray(value) ? value.map(plain) : undefined
  }
  if (control === 'code') return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  if (control === 'datetime') return fieldText(new Date(String(value)))
  return plain(value)
}

/** Whether a value may be kept for later forms: what is secret is not, nor what is a file. */
export function isKept(
  input: Input,
  value: InputValue | undefined,
): value is Exclude<InputValue, File> {
  if (input.type === 'SECRET' || value instanceof File) return false
  return value !== undefined && value.length > 0
}

/** The form that the API takes: texts by id, lists as JSON, files as they are. */
export function formOf(inputs: readonly Input[], values: InputValues): FormData {
  const form = new FormData()
  for (const input of inputs) {
    const value = values[input.id]
    if (value === undefined || value === '') continue
    if (value instanceof File) form.append(input.id, value, value.name)
    else form.append(input.id, sentText(input, value))
  }
  return form
}

export function sentText(input: Input, value: Exclude<InputValue, File>): string {
  if (Array.isArray(value)) return JSON.stringify(value.map((item) => itemOf(input, item)))
  return controlOf(input) === 'datetime' ? new Date(value).toISOString() : value
}

/** An item of an array in the type that the array declares. */
function itemOf(input: Input, text: string): unknown {
  const type = input.itemType ?? 'STRING'
  if (['INT', 'FLOAT'].includes(type) && text.trim() !== '') return Number(text)
  return ['BOOLEAN', 'BOOL'].includes(type) ? text === 'true' : text
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
