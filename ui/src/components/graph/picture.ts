/** A graph as a picture of its own, to be kept or sent: SVG, and PNG made of it. */
import { getSmoothStepPath, Position } from '@vue-flow/core'
import type { Box, Direction, Layout } from './layout'
import type { GraphModel, GraphNode } from './model'

export interface Colors {
  canvas: string
  raised: string
  line: string
  faint: string
  text: string
}

const MARGIN = 16
const CHARS_MAX = { title: 26, subtitle: 32 }
const SCALE = 2
/** Pixels: what every browser can paint. */
const SIDE_MAX = 8_192

/** The colours of the theme that is shown. */
export function colorsNow(): Colors {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    canvas: token('--canvas'),
    raised: token('--raised'),
    line: token('--line-strong'),
    faint: token('--text-3'),
    text: token('--text'),
  }
}

export function svgOf(
  model: GraphModel,
  layout: Layout,
  direction: Direction,
  colors: Colors,
): string {
  const boxes = Object.values(layout)
  const width = Math.ceil(Math.max(0, ...boxes.map((box) => box.x + box.width))) + MARGIN
  const height = Math.ceil(Math.max(0, ...boxes.map((box) => box.y + box.height))) + MARGIN
  const parts = [
    `<rect width="${width}" height="${height}" fill="${colors.canvas}"/>`,
    ...model.clusters.map(({ id, title }) => frameOf(layout[id], title, colors)),
    ...model.edges.map(({ source, target, text }) =>
      edgeOf(layout[source], layout[target], direction, colors, text),
    ),
    ...model.nodes.map((node) => nodeOf(layout[node.id], node, colors)),
  ]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif">` +
    `${parts.join('')}</svg>`
  )
}

function frameOf(box: Box | undefined, title: string, { line, faint }: Colors): string {
  if (!box) return ''
  return (
    rect(box, 8, `fill="none" stroke="${line}"`) +
    text(box.x + 6, box.y + 13, title, CHARS_MAX.title, `font-size="11" fill="${faint}"`)
  )
}

function edgeOf(
  from: Box | undefined,
  to: Box | undefined,
  direction: Direction,
  { faint, canvas }: Colors,
  label: string | undefined,
): string {
  if (!from || !to) return ''
  const isDown = direction === 'TB'
  const [path, x, y] = getSmoothStepPath({
    sourceX: isDown ? from.x + from.width / 2 : from.x + from.width,
    sourceY: isDown ? from.y + from.height : from.y + from.height / 2,
    sourcePosition: isDown ? Position.Bottom : Position.Right,
    targetX: isDown ? to.x + to.width / 2 : to.x,
    targetY: isDown ? to.y : to.y + to.height / 2,
    targetPosition: isDown ? Position.Top : Position.Left,
  })
  const line = `<path d="${path}" fill="none" stroke="${faint}" stroke-width="1.25"/>`
  if (!label) return line
  const look =
    `font-size="11" fill="${faint}" text-anchor="middle" ` +
    `stroke="${canvas}" stroke-width="4" paint-order="stroke"`
  return line + text(x, y + 4, label, CHARS_MAX.title, look)
}

function nodeOf(box: Box | undefined, node: GraphNode, colors: Colors): string {
  if (!box) return ''
  if (node.kind === 'dot') return rect(box, 3, `fill="${colors.faint}"`)
  const dash = node.isError ? ' stroke-dasharray="4 3"' : ''
  const title = `font-size="12" font-weight="500" fill="${colors.text}"`
  const subtitle = `font-size="11" fill="${colors.faint}"`
  return (
    rect(box, 5, `fill="${colors.raised}" stroke="${colors.line}"${dash}`) +
    text(box.x + 8, box.y + 15, node.title, CHARS_MAX.title, title) +
    text(box.x + 8, box.y + 29, node.subtitle, CHARS_MAX.subtitle, subtitle)
  )
}

function rect({ x, y, width, height }: Box, radius: number, look: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" ${look}/>`
}

function text(x: number, y: number, words: string, max: number, look: string): string {
  const cut = words.length > max ? `${words.slice(0, max - 1)}…` : words
  return `<text x="${x}" y="${y}" ${look}>${escaped(cut)}</text>`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Names are text, whatever they contain; what XML has no place for is left out. */
function escaped(words: string): string {
  return words.replace(/[\p{Cc}\ufffe\uffff]/gu, '').replace(/[&<>]/g, (one) => ENTITIES[one] ?? '')
}

/** Paint an SVG. Throws when the browser cannot. */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const scale = Math.min(SCALE, SIDE_MAX / Math.max(image.width, image.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(image.width * scale)
    canvas.height = Math.ceil(image.height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((take, refuse) =>
      canvas.toBlob((blob) => (blob ? take(blob) : refuse(new Error('no picture'))), 'image/png'),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}
