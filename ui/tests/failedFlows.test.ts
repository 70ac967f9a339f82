// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { components } from '@/api/schema'
import FailedFlows from '@/screens/home/FailedFlows.vue'

type FailedFlow = components['schemas']['FailedFlow']

const empty = { render: () => undefined }
const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/', component: empty },
    { path: '/executions', name: 'executions', component: empty },
    { path: '/executions/:namespace/:flowId/:id', name: 'execution', component: empty },
    { path: '/flows/edit/:namespace/:id', name: 'flow', component: empty },
  ],
})

function reasonLinks(failure: FailedFlow['failure']): string[] {
  const flow: FailedFlow = { namespace: 'a', flowId: 'b', failures: 1, runs: [], failure }
  const page = mount(FailedFlows, {
    props: { flows: [flow], filters: [], total: 1, count: 1 },
    global: { plugins: [router] },
  })
  return page.findAll('a.why').map((link) => link.text())
}

describe('flows that failed', () => {
  it('link the reason to the run that failed', () => {
    expect(reasonLinks({ taskId: 'load', reason: 'no rows' })).toEqual(['load no rows'])
  })

  it('have no link without a text when nothing was logged', () => {
    expect(reasonLinks(undefined)).toEqual([])
    expect(reasonLinks({ reason: '' })).toEqual([])
  })
})
