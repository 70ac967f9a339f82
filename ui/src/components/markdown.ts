/** Markdown as HTML: HTML in it is text, and what comes out is cleaned once more. */
import DOMPurify from 'dompurify'
import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt({ html: false, linkify: true })

export function htmlOf(text: string): string {
  return cleaned(markdown.render(text))
}

export function cleaned(html: string): string {
  return DOMPurify.sanitize(html, { FORBID_TAGS: ['img', 'style', 'form', 'input'] })
}
