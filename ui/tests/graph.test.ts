// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { graphOfLinks } from '@/components/graph/links'
import { layoutOf, type Box } from '@/components/graph/layout'
import { graphOf, type GraphModel } from '@/components/graph/model'
import { svgOf } from '@/components/graph/picture'
import { rowsOf } from '@/components/graph/tree'
import { clamped, firstView, showing, sightOf, wholeOf, type View } from '@/components/graph/view'
import { partOf, sourceOf } from '@/editor/parts'
import { merged } from '@/resources/flowGraph'

const PACKAGE = 'io.kestra.core.models.hierarchies.'
const LOG = 'io.kestra.plugin.core.log.Log'

function node(uid: string, kind = 'GraphTask') {
  const task = { id: uid.split('.').at(-1), type: LOG } as never
  return { uid, type: PACKAGE + kind, error: false, task }
}

function model(): GraphModel {
  const loop = node('root.loop')
  return graphOf({
    nodes: [
      { uid: 'start', type: `${PACKAGE}GraphClusterRoot`, error: false },
      node('root.first'),
      loop,
      node('root.loop.inner'),
      node('root.call', 'SubflowGraphTask'),
    ],
    edges: [{ source: 'root.first', target: 'root.loop', relation: { value: 'yes' } }],
    clusters: [
      {
        cluster: { uid: 'cluster_root.loop', type: 'x', taskNode: loop, finally: loop },
        nodes: ['root.loop', 'root.loop.inner'],
        parents: [],
        start: '',
        end: '',
      },
    ],
  })
}

describe('a graph as a tree', () => {
  it('puts what a task contains below the task', () => {
    const rows = rowsOf(model(), new Set())
    expect(rows.map(({ title, level, isOpen }) => [title, level, isOpen])).toEqual([
      ['first', 1, undefined],
      ['loop', 1, true],
      ['inner', 2, undefined],
      ['call', 1, undefined],
    ])
  })

  it('folds', () => {
    const rows = rowsOf(model(), new Set(['cluster_root.loop']))
    expect(rows.map(({ title }) => title)).toEqual(['first', 'loop', 'call'])
  })

  it('knows subflows', () => {
    expect(
      model()
        .nodes.filter((one) => one.isSubflow)
        .map((one) => one.title),
    ).toEqual(['call'])
  })
})

describe('the dots of a graph', () => {
  const dot = (uid: string) => ({ uid, type: `${PACKAGE}GraphClusterRoot`, error: false })
  const trigger = (id: string) => ({
    uid: `root.Triggers.${id}`,
    type: `${PACKAGE}GraphTrigger`,
    error: false,
    triggerDeclaration: { id, type: 'io.kestra.plugin.core.trigger.Schedule', cron: '@daily' },
  })

  function drawn(triggers: string[], last: string[], hasError = false): GraphModel {
    const edge = (source: string, target: string, relation = {}) => ({ source, target, relation })
    const nodes = [
      dot('root.root'),
      dot('root.end'),
      dot('root.Triggers.root'),
      dot('root.Triggers.end'),
      ...triggers.map(trigger),
      ...['root.first', ...last, ...(hasError ? ['root.err'] : [])].map((uid) => node(uid)),
    ]
    return graphOf({
      nodes: nodes as never,
      edges: [
        edge('root.Triggers.end', 'root.root'),
        ...triggers.flatMap((id) => [
          edge('root.Triggers.root', `root.Triggers.${id}`),
          edge(`root.Triggers.${id}`, 'root.Triggers.end'),
        ]),
        edge('root.root', 'root.first', { value: 'yes' }),
        ...last.flatMap((id) => [edge('root.first', id), edge(id, 'root.end')]),
        ...(hasError ? [edge('root.root', 'root.err', { relationType: 'ERROR' })] : []),
      ],
      clusters: [
        {
          cluster: { uid: 'cluster_root.Triggers', type: 'x' } as never,
          nodes: ['root.Triggers.root', 'root.Triggers.end'].concat(
            triggers.map((id) => `root.Triggers.${id}`),
          ),
          parents: [],
          start: '',
          end: '',
        },
      ],
    })
  }
  const ways = ({ edges }: GraphModel) =>
    edges.map(({ source, target, text }) => [source, target, text])

  it('go where they join nothing, and so does the frame of triggers', () => {
    const found = drawn(['daily', 'hourly'], ['root.a', 'root.b'])
    expect(found.nodes.map(({ id }) => id)).toEqual([
      'root.Triggers.daily',
      'root.Triggers.hourly',
      'root.first',
      'root.a',
      'root.b',
    ])
    expect(found.clusters).toEqual([])
    expect(found.nodes.every(({ cluster }) => cluster === undefined)).toBe(true)
    expect(ways(found)).toEqual([
      ['root.first', 'root.a', undefined],
      ['root.first', 'root.b', undefined],
      ['root.Triggers.daily', 'root.first', 'yes'],
      ['root.Triggers.hourly', 'root.first', 'yes'],
    ])
    expect(new Set(found.edges.map(({ id }) => id)).size).toBe(4)
    // The worker that lays it out gets a copy.
    expect(structuredClone(found)).toEqual(found)
  })

  it('stay where several edges meet', () => {
    const joint = { ...dot('joint') }
    const names = ['root.a', 'root.b', 'root.c', 'root.d']
    const found = graphOf({
      nodes: [joint, ...names.map((uid) => node(uid))] as never,
      edges: names.map((uid, place) =>
        place < 2
          ? { source: uid, target: 'joint', relation: {} }
          : { source: 'joint', target: uid, relation: {} },
      ),
      clusters: [],
    })
    expect(found.nodes.filter(({ kind }) => kind === 'dot').map(({ id }) => id)).toEqual(['joint'])
    expect(found.edges).toHaveLength(4)
  })

  it('lead to no task for errors, which no trigger starts', () => {
    const found = drawn(['daily'], [], true)
    expect(ways(found)).toEqual([['root.Triggers.daily', 'root.first', 'yes']])
    expect(found.nodes.map(({ title }) => title)).toEqual(['daily', 'first', 'err'])
  })
})

describe('the picture of a graph', () => {
  const colors = { canvas: '#fff', raised: '#fff', line: '#ccc', faint: '#888', text: '#000' }

  it('has a text for each task and keeps names text', () => {
    const drawn = model()
    const first = drawn.nodes.find((one) => one.title === 'first')
    if (first) first.title = '<b onload="x">&\u0007'
    const svg = svgOf(drawn, layoutOf(drawn, 'TB'), 'TB', colors)
    expect(svg).toContain('&lt;b onload="x"&gt;&amp;<')
    expect(svg).not.toContain('<b')
    expect(svg).toContain('>yes</text>')
    expect(
      new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll('path'),
    ).toHaveLength(1)
  })
})

describe('links of flows', () => {
  const nodes = ['a', 'b'].map((id) => ({
    uid: `main_x_${id}`,
    tenantId: 'main',
    namespace: 'x',
    id,
  }))
  const edges = [{ source: 'main_x_a', target: 'main_x_b', relation: 'FLOW_TASK' as const }]

  it('has each once when parts overlap', () => {
    const whole = merged([
      { nodes, edges },
      { nodes: nodes.slice(1), edges },
    ])
    expect(whole).toEqual({ nodes, edges })
  })

  it('names the way on the arrow', () => {
    const drawn = graphOfLinks({ nodes, edges }, (uid) => uid === 'main_x_b')
    expect(drawn.edges.map(({ text }) => text)).toEqual(['subflow'])
    expect(drawn.nodes.map(({ isSubflow }) => isSubflow)).toEqual([false, true])
  })
})

describe('a task of a source', () => {
  const source = `id: f
tasks:
  # why
  - id: one
    type: ${LOG}
    message: |
      a # no comment
      b
  - {id: two, type: ${LOG}, message: "{{ x }}"}
`

  it('is cut out as it was written', () => {
    expect(partOf(source, 'one', LOG)).toEqual({
      text: `id: one\ntype: ${LOG}\nmessage: |\n  a # no comment\n  b`,
      line: 4,
    })
    expect(partOf(source, 'two', LOG)).toEqual({
      text: `{id: two, type: ${LOG}, message: "{{ x }}"}`,
      line: 9,
    })
  })

  it('is none of another type or of a text that is no source', () => {
    expect(partOf(source, 'one', 'other.Type')).toBeUndefined()
    expect(partOf(': : [', 'one', LOG)).toBeUndefined()
  })

  it('can be written of data', () => {
    expect(sourceOf({ id: 'a', values: [1, 'x: y'] })).toBe('id: a\nvalues:\n  - 1\n  - "x: y"')
  })
})

describe('what is seen of a graph', () => {
  const pane = { width: 400, height: 600 }
  const chain = (count: number) =>
    Array.from({ length: count }, (_, place) => ({
      x: 16,
      y: 16 + place * 64,
      width: 200,
      height: 36,
    }))
  const boxes = chain(60)
  const at = (place: number) => boxes[place] as Box
  const topOf = (place: number, view: View) => at(place).y * view.zoom + view.y

  it('is all of it while it can be read', () => {
    const few = chain(5)
    expect(firstView(few, pane, few[4] as Box)).toEqual(wholeOf(few, pane))
    expect(wholeOf(few, pane).zoom).toBe(1)
  })

  it('begins where a long one begins, or with the task that is looked for', () => {
    expect(wholeOf(boxes, pane).zoom).toBeLessThan(0.2)
    const first = firstView(boxes, pane, at(0))
    expect(first.zoom).toBe(1)
    expect(topOf(0, first)).toBe(24)
    const middle = firstView(boxes, pane, at(30))
    expect(topOf(30, middle)).toBeGreaterThan(200)
    expect(topOf(30, middle)).toBeLessThan(400)
    const last = firstView(boxes, pane, at(59))
    expect(topOf(59, last) + 36).toBeCloseTo(600 - 52)
  })

  it('moves only to what is not seen', () => {
    const view = firstView(boxes, pane, at(0))
    expect(showing(at(2), pane, view)).toBe(view)
    const moved = showing(at(40), pane, view)
    expect(moved.zoom).toBe(view.zoom)
    expect(topOf(40, moved)).toBeGreaterThan(0)
    expect(topOf(40, moved)).toBeLessThan(548)
  })

  it('stays where it is when the graph changes, but never beyond its ends', () => {
    const view = showing(at(40), pane, firstView(boxes, pane, at(0)))
    expect(clamped(boxes, pane, view)).toEqual(view)
    const short = chain(20)
    const kept = clamped(short, pane, view)
    expect((short[19] as Box).y + kept.y + 36).toBeCloseTo(600 - 52)
    expect(sightOf(pane, kept)).toEqual({ x: -kept.x, y: -kept.y, width: 400, height: 600 })
  })
})
