import { layoutOf, type Direction } from './layout'
import type { GraphModel } from './model'

interface Ask {
  id: number
  model: GraphModel
  direction: Direction
}

self.onmessage = ({ data }: MessageEvent<Ask>) => {
  self.postMessage({ id: data.id, layout: layoutOf(data.model, data.direction) })
}
