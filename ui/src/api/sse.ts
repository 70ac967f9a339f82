/** Event streams that survive broken connections and rest in hidden tabs. */
import { apiUrl } from './place'

const HIDDEN_CLOSE_MS = 60_000
const FAILURES_MAX = 3
const POLL_MS = 5_000
// Some proxies hold an answer back until it is complete: such a stream never says anything.
const SILENT_MS = 5_000
const POLLS_BEFORE_STREAM = 12

export interface StreamOptions {
  /** Names of the events to hear; `message` is the unnamed one. */
  events?: string[]
  /** An event with its data as JSON, and the `id` that it carries. */
  onEvent: (data: unknown, id: string, event: string) => void
  /** The stream opened, or opened again: what was missed meanwhile is to be asked for. */
  onOpen?: () => void
  /** The server did not open the stream at all: only a plain call tells why. */
  onRefused?: () => void
  /**
   * Asked every few seconds after streams failed three times, or said nothing; back to the stream
   * when it can. Resolves to whether all is over: then the stream would end, so it is tried next.
   */
  poll?: () => Promise<boolean>
}

/** A stream that is followed until it is closed. */
export class Stream {
  private source: EventSource | undefined
  private failures = 0
  private hideTimer = 0
  private pollTimer = 0
  private silenceTimer = 0
  private pollsLeft = 0
  private isClosed = false

  constructor(
    private readonly path: string,
    private readonly options: StreamOptions,
  ) {
    document.addEventListener('visibilitychange', this.onVisibility)
    if (!document.hidden) this.open()
  }

  close(): void {
    this.isClosed = true
    document.removeEventListener('visibilitychange', this.onVisibility)
    window.clearTimeout(this.hideTimer)
    window.clearTimeout(this.pollTimer)
    this.drop()
  }

  private drop(): void {
    window.clearTimeout(this.silenceTimer)
    this.source?.close()
    this.source = undefined
  }

  private open(): void {
    if (this.isClosed || this.source) return
    const source = new EventSource(apiUrl(this.path))
    this.source = source
    if (this.options.poll) this.silenceTimer = window.setTimeout(this.onSilence, SILENT_MS)
    source.onopen = () => {
      this.failures = 0
      this.options.onOpen?.()
    }
    source.onerror = () => {
      this.failures += 1
      // A stream that the server refused is closed for good; one that broke is opened again.
      const isRefused = source.readyState === EventSource.CLOSED
      if (isRefused || this.failures >= FAILURES_MAX) {
        this.drop()
        if (isRefused) this.options.onRefused?.()
        this.planPoll()
      }
    }
    for (const name of this.options.events ?? ['message']) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        window.clearTimeout(this.silenceTimer)
        const data: unknown = event.data ? JSON.parse(event.data) : undefined
        this.options.onEvent(data, event.lastEventId, name)
      })
    }
  }

  private planPoll(): void {
    if (!this.options.poll || this.isClosed) return
    window.clearTimeout(this.pollTimer)
    this.pollTimer = window.setTimeout(this.poll, POLL_MS)
  }

  private readonly poll = (): void => {
    void this.options.poll?.().then(
      (isOver) => {
        this.failures = 0
        this.pollsLeft = isOver ? 0 : Math.max(0, this.pollsLeft - 1)
        if (this.pollsLeft) this.planPoll()
        else this.open()
      },
      () => this.planPoll(),
    )
  }

  private readonly onSilence = (): void => {
    this.drop()
    this.pollsLeft = POLLS_BEFORE_STREAM
    this.poll()
  }

  private readonly onVisibility = (): void => {
    window.clearTimeout(this.hideTimer)
    if (document.hidden) {
      this.hideTimer = window.setTimeout(() => this.drop(), HIDDEN_CLOSE_MS)
    } else if (!this.pollsLeft) {
      this.open()
    }
  }
}
