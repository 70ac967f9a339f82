// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, askFor, client, withFilters } from '@/api/client'
import { connection, tryAgain, whenBack, whenSignedOut } from '@/api/connection'
import { ApiError, asApiError, errorOf } from '@/api/error'

const asked: Request[] = []

function answering(status: number, body: unknown, headers: Record<string, string> = {}): void {
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request)
    const text = body === undefined ? null : JSON.stringify(body)
    const type = { 'content-type': 'application/json', ...headers }
    return Promise.resolve(new Response(text, { status, headers: type }))
  })
}

beforeEach(() => {
  asked.length = 0
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a call', () => {
  it('sends filters as they stand in the address beside typed parameters', async () => {
    answering(200, { results: [], total: 0 })
    const filters = { 'filters[state][IN]': 'FAILED,KILLED', 'filters[q][EQUALS]': ['a b', 'c&d'] }
    const call = client.GET('/api/v1/flows/search', {
      params: { query: { page: 2, size: 10 } },
      ...withFilters(filters),
    })
    expect(await answer(call)).toEqual({ results: [], total: 0 })
    const sent = new URL(asked[0]?.url ?? '').searchParams
    expect(sent.get('page')).toBe('2')
    expect(sent.get('filters[state][IN]')).toBe('FAILED,KILLED')
    expect(sent.getAll('filters[q][EQUALS]')).toEqual(['a b', 'c&d'])
  })

  it('proves by a token that a write is ours, and sends none with a read', async () => {
    answering(204, undefined)
    document.cookie = 'csrfToken=abc%2D1'
    await answer(client.POST('/api/v1/logout'))
    await askFor('/api/v1/me')
    expect(asked.map((one) => one.headers.get('x-csrf-token'))).toEqual(['abc-1', null])
  })

  it('throws what the server says', async () => {
    answering(409, { message: 'still running' }, { 'x-request-id': 'r1' })
    const thrown = await answer(client.GET('/api/v1/me')).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(ApiError)
    expect(thrown).toMatchObject({ message: 'still running', status: 409, requestId: 'r1' })
  })

  it('tells when credentials are asked for, but not when they were just refused', async () => {
    const told = vi.fn()
    const stop = whenSignedOut(told)
    answering(401, undefined)
    await askFor('/api/v1/me').catch(() => undefined)
    expect(told).toHaveBeenCalledTimes(1)
    await askFor('/api/v1/login', { method: 'POST' }).catch(() => undefined)
    expect(told).toHaveBeenCalledTimes(1)
    stop()
  })

  it('tells that the connection is lost until something is answered', async () => {
    const back = vi.fn()
    const stop = whenBack(back)
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const thrown = await askFor('/api/v1/me').catch((error: unknown) => error)
    expect(asApiError(thrown).isLost).toBe(true)
    expect(connection.isLost).toBe(true)
    await tryAgain()
    expect(connection.isLost).toBe(true)
    answering(200, 'pong')
    await tryAgain()
    expect(connection.isLost).toBe(false)
    expect(back).toHaveBeenCalledTimes(1)
    stop()
  })

  it('that was given up is no lost connection', async () => {
    const given = new DOMException('given up', 'AbortError')
    vi.stubGlobal('fetch', () => Promise.reject(given))
    await expect(askFor('/api/v1/me')).rejects.toBe(given)
    expect(connection.isLost).toBe(false)
  })
})

describe('an error', () => {
  const response = new Response(null, { status: 422, statusText: 'Unprocessable Entity' })

  it('has its parts with their places, in the words of either generation', () => {
    const newer = errorOf(
      response,
      {
        title: 'Invalid',
        errors: [{ detail: 'no such type', pointer: 'tasks[0]', line: 4, column: 3 }],
      },
      'POST /x',
    )
    expect(newer.parts).toEqual([{ message: 'no such type', path: 'tasks[0]', line: 4, column: 3 }])
    const older = errorOf(
      response,
      { message: 'Invalid', _embedded: { errors: [{ message: 'wrong', path: 'id' }] } },
      'POST /x',
    )
    expect(older.parts).toEqual([{ message: 'wrong', path: 'id' }])
  })

  it('is what the status says when a proxy answers in HTML or not at all', () => {
    expect(errorOf(response, '<html>bad gateway</html>', 'GET /x').message).toBe(
      'Unprocessable Entity',
    )
    expect(errorOf(new Response(null, { status: 502 }), undefined, 'GET /x').message).toBe('502')
  })

  it('tells all of it to whoever copies it', () => {
    const error = new ApiError('no', 422, [{ message: 'bad', path: 'id', line: 2 }], 'r7', 'PUT /a')
    expect(error.details).toMatch(/^no\n- id 2:0: bad\nPUT \/a → 422\nrequest r7\n\d{4}-/)
  })
})
