// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { queryClient } from '@/api/queries'
import { beforeFirstDraw } from '@/shell/first'

const screen = { template: '<p />' }
let answerBanners: (said: object) => void = () => undefined
const asked = vi.fn<(request: Request) => Promise<Response>>()

/** A first visit, and whether the page may be drawn. */
function visit(path: string) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: screen },
      { path: '/login', component: screen, meta: { isBare: true } },
      { path: '/broken', component: () => Promise.reject(new Error('gone')) },
    ],
  })
  router.onError(() => undefined)
  const drawn = vi.fn<() => void>()
  void beforeFirstDraw(router).then(drawn)
  void router.push(path).catch(() => undefined)
  return drawn
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', asked)
  asked.mockImplementation(
    () => new Promise((done) => (answerBanners = (said) => done(Response.json(said)))),
  )
})
afterEach(() => {
  queryClient.clear()
  asked.mockReset()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the first draw', () => {
  it('waits for the banners that stand above its rows', async () => {
    const drawn = visit('/')
    await vi.advanceTimersByTimeAsync(100)
    expect(asked.mock.calls.map(([request]) => new URL(request.url).pathname)).toEqual([
      '/api/v1/configs',
    ])
    expect(drawn).not.toHaveBeenCalled()
    answerBanners({ banners: [] })
    await vi.advanceTimersByTimeAsync(1)
    expect(drawn).toHaveBeenCalledOnce()
    expect(queryClient.getQueryData(['server', 'configuration'])).toEqual({ banners: [] })
  })

  it('does not wait for a server that takes long', async () => {
    const drawn = visit('/')
    await vi.advanceTimersByTimeAsync(300)
    expect(drawn).toHaveBeenCalledOnce()
  })

  it('does not wait for one that refuses, nor for a screen that is gone', async () => {
    asked.mockResolvedValue(new Response('{}', { status: 401 }))
    const refused = visit('/')
    const gone = visit('/broken')
    await vi.advanceTimersByTimeAsync(1)
    expect(refused).toHaveBeenCalledOnce()
    expect(gone).toHaveBeenCalledOnce()
  })

  it('asks for none before the sign-in', async () => {
    const drawn = visit('/login')
    await vi.advanceTimersByTimeAsync(1)
    expect(drawn).toHaveBeenCalledOnce()
    expect(asked).not.toHaveBeenCalled()
  })
})
