/** What the server, or the way to it, answered instead of data. */

/** One of several complaints, with its place in a source if it has one. */
export interface ErrorPart {
  message: string
  path?: string
  line?: number
  column?: number
  hint?: string
  /** The item of a bulk action that it is about. */
  value?: string
}

interface Body {
  message?: string
  title?: string
  detail?: string
  errors?: {
    detail: string
    pointer?: string
    line?: number
    column?: number
    hint?: string
    value?: string
  }[]
  _embedded?: { errors?: { message: string; path?: string | null }[] }
}

export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    message: string,
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly parts: ErrorPart[] = [],
    readonly requestId = '',
    /** What was asked, as `GET /api/v1/…`. */
    readonly asked = '',
  ) {
    super(message)
  }

  /** No answer came: the network or the server is down. */
  get isLost(): boolean {
    return this.status === 0
  }

  get isForbidden(): boolean {
    return this.status === 403
  }

  get isMissing(): boolean {
    return this.status === 404 || this.status === 410
  }

  /** All that helps whoever looks for the cause, as text to copy. */
  get details(): string {
    const lines = [this.message]
    for (const part of this.parts) {
      const place = [part.path, part.line ? `${part.line}:${part.column ?? 0}` : ''].filter(Boolean)
      lines.push(`- ${place.length ? `${place.join(' ')}: ` : ''}${part.message}`)
    }
    lines.push(`${this.asked} → ${this.status === 0 ? 'no answer' : this.status}`)
    if (this.requestId) lines.push(`request ${this.requestId}`)
    lines.push(new Date().toISOString())
    return lines.join('\n')
  }
}

/** The error that a response is, from the body in the words of either generation. */
export function errorOf(response: Response, body: unknown, asked: string): ApiError {
  const said: Body = typeof body === 'object' && body !== null ? body : {}
  const text = typeof body === 'string' && !body.startsWith('<') ? body.trim() : ''
  const message = said.message || said.detail || said.title || text || response.statusText
  return new ApiError(
    message || String(response.status),
    response.status,
    partsOf(said),
    response.headers.get('x-request-id') ?? '',
    asked,
  )
}

function partsOf(said: Body): ErrorPart[] {
  if (said.errors?.length) {
    return said.errors.map(({ detail, pointer, ...rest }) => ({
      message: detail,
      ...(pointer ? { path: pointer } : {}),
      ...rest,
    }))
  }
  return (said._embedded?.errors ?? []).map(({ message, path }) => ({
    message,
    ...(path ? { path } : {}),
  }))
}

/** Any thrown thing as an error that can be shown. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  return new ApiError(thrown instanceof Error ? thrown.message : String(thrown), -1)
}
