// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { router } from '@/router'

describe('an address', () => {
  it.each([
    ['/', 'home', {}],
    ['/welcome', 'home', {}],
    ['/flows', 'flows', {}],
    ['/flows/', 'flows', {}],
    ['/flows/new', 'newFlow', {}],
    ['/flows/search', 'sourceSearch', {}],
    ['/flows/edit/company.team/orders/logs', 'flow', { id: 'orders', tab: 'logs' }],
    ['/executions/compare', 'compare', {}],
    ['/executions/company.team/orders/123', 'execution', { flowId: 'orders', id: '123' }],
    ['/dashboards/new', 'newDashboard', {}],
    ['/dashboards/d1', 'dashboard', { id: 'd1' }],
    ['/triggers', 'triggers', {}],
    ['/plugins/io.kestra.plugin.core.log.Log', 'plugin', { cls: 'io.kestra.plugin.core.log.Log' }],
    ['/docs/states/more', 'docs', { path: ['states', 'more'] }],
    ['/login', 'login', {}],
  ])('%s is that of the screen %s, with the tenant before it as well', (path, name, params) => {
    for (const address of [path, `/main${path === '/' ? '' : path}`]) {
      const found = router.resolve(address)
      expect(found.name).toBe(name)
      expect(found.params).toMatchObject(params)
    }
  })

  it.each(['/mainly', '/other/flows', '/main/nowhere/at/all'])('%s is of no screen', (path) => {
    expect(router.resolve(path).name).toBe('notFound')
  })

  it('is given to links without the tenant, wherever they stand', () => {
    const found = router.resolve('/main/flows/edit/company/other/logs')
    const here = found as RouteLocationNormalizedLoaded
    expect(here.params.tenant).toBe('main')
    expect(router.resolve({ name: 'flows' }, here).path).toBe('/flows')
    expect(router.resolve({ name: 'home' }, here).path).toBe('/')
    const flow = { name: 'flow', params: { namespace: 'company', id: 'orders' } }
    expect(router.resolve(flow, here).path).toBe('/flows/edit/company/orders')
  })
})
