import { describe, expect, it } from 'vitest'
import { ApiError } from '@/api/error'
import { en } from '@/i18n/en'
import { docsOfRoute, topicOfError, TOPICS, type Topic } from '@/shell/contextDocs'

const PAGES = import.meta.glob<string>('../../docs/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Anchors of a page of the documentation, as the server makes them of its headings. */
function anchorsOf(path: string): string[] {
  const text = PAGES[`../../docs/${path}.md`]
  expect(text).toBeDefined()
  const headings = (text ?? '').matchAll(/^#{1,6} +(.*?) *$/gm)
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

describe('help', () => {
  it.each(Object.keys(TOPICS) as Topic[])('on %s has a section and a name', (topic) => {
    const { path, anchor } = TOPICS[topic]
    expect(['', ...anchorsOf(path)]).toContain(anchor)
    expect(en.docs.topics[topic]).toBeTruthy()
  })

  it('belongs to a screen, or is how to begin', () => {
    expect(docsOfRoute('secrets')).toEqual(TOPICS.secrets)
    expect(docsOfRoute('nothing').path).toBe('operating')
    expect(docsOfRoute(undefined).path).toBe('operating')
  })

  it.each([
    [0, 'trouble'],
    [403, 'signIn'],
    [404, undefined],
    [422, undefined],
    [500, 'trouble'],
    [503, 'trouble'],
  ])('on an error of status %i is about %s', (status, topic) => {
    expect(topicOfError(new ApiError('', status))).toBe(topic)
  })
})
