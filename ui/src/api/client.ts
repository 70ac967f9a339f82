/** The client of the server's API, typed by its own document. Only src/resources uses it. */
import createClient, { createQuerySerializer } from 'openapi-fetch'
import { tellAnswered, tellLost, tellSignedOut } from './connection'
import { ApiError, errorOf } from './error'
import { basePath } from './place'
import type { paths } from './schema'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const serialize = createQuerySerializer()

/** Filters as they stand in the address: `filters[field][OP]` and their values. */
export type FilterQuery = Record<string, string | string[]>

export const client = createClient<paths>({ baseUrl: basePath, fetch: send })

/** Options of a call that send filters of the address unchanged beside the typed parameters. */
export function withFilters(filters: FilterQuery) {
  return {
    querySerializer(query: Record<string, unknown>): string {
      return [serialize(query), queryOf(filters)].filter(Boolean).join('&')
    },
  }
}

/** Filters as the query of an address. */
export function queryOf(filters: FilterQuery): string {
  const given = new URLSearchParams()
  for (const [name, values] of Object.entries(filters)) {
    for (const value of [values].flat()) given.append(name, value)
  }
  return given.toString()
}

/** A source as the body of a call, for which the typed client would send JSON. */
export function yamlBody(source: string) {
  return {
    body: source as never,
    bodySerializer: () => source,
    headers: { 'Content-Type': 'application/x-yaml' },
  }
}

/** The data of a call. Throws ApiError for any other answer. */
export async function answer<R extends { data?: unknown; error?: unknown; response: Response }>(
  asked: Promise<R>,
): Promise<Exclude<R['data'], undefined>> {
  const { data, error, response } = await asked
  if (!response.ok) throw errorOf(response, error, askedBy(response))
  return data as Exclude<R['data'], undefined>
}

/** A call of an address that the document does not type, such as a file's. */
export async function askFor(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await send(new Request(basePath + path, init))
  if (response.ok) return response
  const text = await response.text()
  throw errorOf(response, jsonOr(text), askedBy(response))
}

async function send(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) {
    const token = cookie('csrfToken')
    if (token) request.headers.set('X-CSRF-TOKEN', token)
  }
  let response: Response
  try {
    response = await fetch(request)
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    tellLost()
    const { pathname } = new URL(request.url)
    throw new ApiError('', 0, [], '', `${request.method} ${pathname}`)
  }
  tellAnswered()
  if (response.status === 401 && !request.url.endsWith('/login')) tellSignedOut()
  METHODS.set(response, request.method)
  return response
}

const METHODS = new WeakMap<Response, string>()

function askedBy(response: Response): string {
  const { pathname, search } = new URL(response.url, location.href)
  return `${METHODS.get(response) ?? 'GET'} ${pathname}${search}`
}

/** A cookie that pages may read; empty without one. */
export function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
