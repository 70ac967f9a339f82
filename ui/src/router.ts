/** The addresses of all screens; each is loaded when it is first opened. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { uiPath } from '@/api/place'

declare module 'vue-router' {
  interface RouteMeta {
    /** Without navigation: sign-in and set-up. */
    isBare?: boolean
  }
}

const screens: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'home',
    alias: ['/welcome'],
    component: () => import('@/screens/home/HomePage.vue'),
  },
  {
    path: '/dashboards/new',
    name: 'newDashboard',
    component: () => import('@/screens/dashboards/DashboardEditPage.vue'),
  },
  {
    path: '/dashboards/:id/edit',
    name: 'editDashboard',
    component: () => import('@/screens/dashboards/DashboardEditPage.vue'),
  },
  {
    path: '/dashboards/:id?',
    name: 'dashboard',
    component: () => import('@/screens/dashboards/DashboardPage.vue'),
  },
  { path: '/flows', name: 'flows', component: () => import('@/screens/flows/FlowsPage.vue') },
  {
    path: '/flows/search',
    name: 'sourceSearch',
    component: () => import('@/screens/flows/SourceSearchPage.vue'),
  },
  {
    path: '/flows/new',
    name: 'newFlow',
    component: () => import('@/screens/flow-editor/NewFlowPage.vue'),
  },
  {
    path: '/flows/playground/:namespace/:id',
    name: 'playground',
    component: () => import('@/screens/playground/PlaygroundPage.vue'),
  },
  {
    path: '/flows/edit/:namespace/:id/:tab?',
    name: 'flow',
    component: () => import('@/screens/flow/FlowPage.vue'),
  },
  {
    path: '/executions',
    name: 'executions',
    component: () => import('@/screens/executions/ExecutionsPage.vue'),
  },
  {
    path: '/executions/compare',
    name: 'compare',
    component: () => import('@/screens/compare/ComparePage.vue'),
  },
  {
    path: '/executions/errors',
    name: 'errors',
    component: () => import('@/screens/errors/ErrorsPage.vue'),
  },
  {
    path: '/executions/console',
    name: 'console',
    component: () => import('@/screens/console/ConsolePage.vue'),
  },
  {
    path: '/executions/:namespace/:flowId/:id/:tab?',
    name: 'execution',
    component: () => import('@/screens/execution/ExecutionPage.vue'),
  },
  { path: '/logs', name: 'logs', component: () => import('@/screens/logs/LogsPage.vue') },
  {
    path: '/admin/triggers',
    name: 'triggers',
    alias: ['/triggers'],
    component: () => import('@/screens/triggers/TriggersPage.vue'),
  },
  {
    path: '/admin/triggers/calendar',
    name: 'calendar',
    alias: ['/triggers/calendar'],
    component: () => import('@/screens/calendar/CalendarPage.vue'),
  },
  {
    path: '/admin/triggers/late',
    name: 'late',
    alias: ['/triggers/late'],
    component: () => import('@/screens/calendar/LatePage.vue'),
  },
  {
    path: '/admin/system',
    name: 'system',
    alias: ['/admin/stats'],
    component: () => import('@/screens/system/SystemPage.vue'),
  },
  {
    path: '/admin/workers/:tab?',
    name: 'workers',
    component: () => import('@/screens/workers/WorkersPage.vue'),
  },
  {
    path: '/admin/taskruns',
    name: 'taskRuns',
    alias: ['/taskruns'],
    component: () => import('@/screens/taskruns/TaskRunsPage.vue'),
  },
  {
    path: '/admin/concurrency-limits',
    name: 'concurrency',
    component: () => import('@/screens/concurrency/ConcurrencyPage.vue'),
  },
  {
    path: '/admin/tokens',
    name: 'tokens',
    component: () => import('@/screens/tokens/TokensPage.vue'),
  },
  {
    path: '/admin/access/:tab?',
    name: 'access',
    component: () => import('@/screens/access/AccessPage.vue'),
  },
  {
    path: '/admin/audit',
    name: 'audit',
    component: () => import('@/screens/audit/AuditPage.vue'),
  },
  {
    path: '/admin/governance/:tab?',
    name: 'governance',
    component: () => import('@/screens/governance/GovernancePage.vue'),
  },
  {
    path: '/admin/tool-servers',
    name: 'toolServers',
    component: () => import('@/screens/tool-servers/ToolServersPage.vue'),
  },
  {
    path: '/namespaces',
    name: 'namespaces',
    component: () => import('@/screens/namespaces/NamespacesPage.vue'),
  },
  {
    path: '/namespaces/edit/:id/:tab?',
    name: 'namespace',
    component: () => import('@/screens/namespace/NamespacePage.vue'),
  },
  {
    path: '/secrets',
    name: 'secrets',
    component: () => import('@/screens/secrets/SecretsPage.vue'),
  },
  {
    path: '/credentials',
    name: 'credentials',
    component: () => import('@/screens/credentials/CredentialsPage.vue'),
  },
  {
    path: '/reusable-inputs',
    name: 'reusableInputs',
    component: () => import('@/screens/reusable-inputs/ReusableInputsPage.vue'),
  },
  { path: '/kv', name: 'keys', component: () => import('@/screens/keys/KeysPage.vue') },
  {
    path: '/blueprints/:kind?/:tab?',
    name: 'blueprints',
    component: () => import('@/screens/blueprints/BlueprintsPage.vue'),
  },
  {
    path: '/blueprints/:kind/:tab/:id',
    name: 'blueprint',
    component: () => import('@/screens/blueprints/BlueprintPage.vue'),
  },
  {
    path: '/plugins',
    name: 'plugins',
    component: () => import('@/screens/plugins/PluginsPage.vue'),
  },
  {
    path: '/plugins/groups/:group/:sub?',
    name: 'pluginGroup',
    component: () => import('@/screens/plugins/PluginsPage.vue'),
  },
  {
    path: '/plugins/:cls/:version?',
    name: 'plugin',
    component: () => import('@/screens/plugins/PluginsPage.vue'),
  },
  {
    path: '/docs/:path(.*)*',
    name: 'docs',
    component: () => import('@/screens/docs/DocsPage.vue'),
  },
  {
    path: '/preferences',
    name: 'preferences',
    alias: ['/settings'],
    component: () => import('@/screens/preferences/PreferencesPage.vue'),
  },
  {
    path: '/profile',
    name: 'profile',
    component: () => import('@/screens/profile/ProfilePage.vue'),
  },
  {
    path: '/invitation/:id',
    name: 'invitation',
    meta: { isBare: true },
    component: () => import('@/screens/invitation/InvitationPage.vue'),
  },
  {
    path: '/login',
    name: 'login',
    meta: { isBare: true },
    component: () => import('@/screens/login/LoginPage.vue'),
  },
  {
    path: '/setup',
    name: 'setup',
    meta: { isBare: true },
    component: () => import('@/screens/setup/SetUpPage.vue'),
  },
]

export const router = createRouter({
  history: createWebHistory(uiPath),
  routes: [
    ...screens.map(withTenant),
    {
      path: '/:path(.*)*',
      name: 'notFound',
      component: () => import('@/screens/not-found/NotFoundPage.vue'),
    },
  ],
})

/**
 * Links may carry the tenant, as those of answers of the API do; ours do not. One path with and
 * without it: to read a path takes each page some time before it begins.
 */
function withTenant(route: RouteRecordRaw): RouteRecordRaw {
  const alias = [route.alias ?? []].flat().map(below)
  return { ...route, path: below(route.path), ...(alias.length ? { alias } : {}) } as RouteRecordRaw
}

function below(path: string): string {
  return `/:tenant(main)?${path === '/' ? '' : path}`
}
