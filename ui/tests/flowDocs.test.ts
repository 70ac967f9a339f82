import { describe, expect, it } from 'vitest'
import type { Flow } from '@/resources/flows'
import { tasksByPlace, triggerParts } from '@/screens/flow/documented'

const LOG = 'io.kestra.plugin.core.log.Log'
const flow = {
  id: 'a',
  namespace: 'n',
  triggers: [{ id: 'daily', type: 'io.kestra.plugin.core.trigger.Schedule', cron: '@daily' }],
  tasks: [
    {
      id: 'ask',
      type: 'io.kestra.plugin.core.flow.Pause',
      onResume: [{ id: 'answer', type: 'STRING' }],
    },
    {
      id: 'each',
      type: 'io.kestra.plugin.core.flow.Switch',
      description: 'By kind.',
      cases: { one: [{ id: 'first', type: LOG }], other: [{ id: 'second', type: LOG }] },
      taskRunner: { type: 'io.kestra.plugin.core.runner.Process' },
    },
    {
      id: 'dag',
      type: 'io.kestra.plugin.core.flow.Dag',
      tasks: [{ task: { id: 'deep', type: LOG } }],
    },
  ],
  errors: [{ id: 'tell', type: LOG }],
} as unknown as Flow

describe('what a flow says to its readers', () => {
  it('has tasks with those inside them', () => {
    const places = tasksByPlace(flow)
    expect(places.map(({ place }) => place)).toEqual(['tasks', 'errors'])
    expect(places[0]?.tasks.map(({ id, depth }) => `${depth} ${id}`)).toEqual([
      '0 ask',
      '0 each',
      '1 first',
      '1 second',
      '0 dag',
      '1 deep',
    ])
    expect(places[0]?.tasks[1]?.description).toBe('By kind.')
  })

  it('has triggers', () => {
    expect(triggerParts(flow)).toEqual([
      { id: 'daily', type: 'io.kestra.plugin.core.trigger.Schedule', depth: 0 },
    ])
  })
})
