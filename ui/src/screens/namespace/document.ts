/** What is said of a namespace as YAML: its variables, and the defaults of plugin types. */
import { parse, stringify } from 'yaml'
import { t } from '@/i18n'

export type Member = 'variables' | 'pluginDefaults'

/** A stored value as text; nothing is the empty text. */
export function yamlOf(value: unknown): string {
  return value === undefined || value === null ? '' : stringify(value)
}

/** The value of a text, or what is wrong with it. Nothing is undefined. */
export function read(member: Member, text: string): { value?: unknown; complaint?: string } {
  let value: unknown
  try {
    value = parse(text, { logLevel: 'error' })
  } catch (thrown) {
    return { complaint: thrown instanceof Error ? thrown.message : String(thrown) }
  }
  if (value === null || value === undefined) return {}
  const complaint = member === 'variables' ? aboutVariables(value) : aboutDefaults(value)
  return complaint ? { complaint } : { value }
}

function aboutVariables(value: unknown): string | undefined {
  return isMap(value) ? undefined : t('namespace.variables.noMap')
}

function aboutDefaults(value: unknown): string | undefined {
  if (!Array.isArray(value)) return t('namespace.defaults.noList')
  const place = value.findIndex((one) => !isMap(one) || typeof one.type !== 'string')
  if (place >= 0) return t('namespace.defaults.noType', { n: place + 1 })
  const odd = value.findIndex((one) => isMap(one) && one.values !== undefined && !isMap(one.values))
  return odd >= 0 ? t('namespace.defaults.noValues', { n: odd + 1 }) : undefined
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
