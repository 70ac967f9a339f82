// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Stream } from '@/api/sse'

/** An event source that the test speaks for. */
class Source extends EventTarget {
  static readonly CLOSED = 2
  static all: Source[] = []
  readyState = 0
  onopen?: () => void
  onerror?: () => void

  constructor(readonly url: string) {
    super()
    Source.all.push(this)
  }

  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }

  close(): void {
    this.readyState = Source.CLOSED
  }
}

const heard: unknown[] = []
let polls = 0
let isOver = false

function followed(): Stream {
  return new Stream('/api/v1/x', {
    events: ['snapshot'],
    onEvent: (data) => heard.push(data),
    poll: () => {
      polls += 1
      return Promise.resolve(isOver)
    },
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Source)
  Source.all = []
  heard.length = polls = 0
  isOver = false
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a stream', () => {
  it('is left alone as long as it speaks', async () => {
    const stream = followed()
    Source.all[0]?.say('snapshot', 1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heard).toEqual([1])
    expect([Source.all.length, polls]).toEqual([1, 0])
    stream.close()
  })

  it('that is held back is replaced by polls, and tried again once a minute', async () => {
    const stream = followed()
    await vi.advanceTimersByTimeAsync(5_000)
    expect([Source.all.length, polls]).toEqual([1, 1])
    expect(Source.all[0]?.readyState).toBe(Source.CLOSED)
    await vi.advanceTimersByTimeAsync(50_000)
    expect([Source.all.length, polls]).toEqual([1, 11])
    await vi.advanceTimersByTimeAsync(5_000)
    expect([Source.all.length, polls]).toEqual([2, 12])
    stream.close()
  })

  it('is tried at once when a poll finds that all is over', async () => {
    const stream = followed()
    isOver = true
    await vi.advanceTimersByTimeAsync(5_000)
    expect([Source.all.length, polls]).toEqual([2, 1])
    Source.all[1]?.say('snapshot', 'the end')
    expect(heard).toEqual(['the end'])
    stream.close()
    await vi.advanceTimersByTimeAsync(600_000)
    expect([Source.all.length, polls]).toEqual([2, 1])
  })
})
