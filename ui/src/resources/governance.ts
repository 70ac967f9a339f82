/** What owners lay down for a whole server: kill switches, banners, maintenance, tenants. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import { at, pageQuery, useChange, type Asked } from './records'

type Shape = components['schemas']
export type KillSwitch = Shape['KillSwitch']
export type Banner = Shape['Banner']
export type Tenant = Shape['TenantRecord']
export type TenantDashboards = Shape['TenantDashboards']

const SWITCHES = ['governance', 'switches']
const BANNERS = ['governance', 'banners']
const MAINTENANCE = ['governance', 'maintenance']
const TENANTS = ['governance', 'tenants']
/** It says which banners there are, whether the server is under maintenance, how its tenant looks. */
const CONFIGURATION = ['server', 'configuration']
const LIVE_MS = 5_000

export const useKillSwitches = () =>
  useQuery({
    queryKey: SWITCHES,
    queryFn: ({ signal }) => answer(client.GET('/api/v1/kill-switches/search', { signal })),
  })
/** Without an id a new one. */
export const useKillSwitchSave = () =>
  useChange([SWITCHES], ({ id, body }: { id?: string; body: Shape['KillSwitchInput'] }) =>
    id === undefined
      ? answer(client.POST('/api/v1/kill-switches', { body }))
      : answer(client.PUT('/api/v1/kill-switches/{id}', { ...at(id), body })),
  )
export const useKillSwitchDelete = () =>
  useChange([SWITCHES], (id: string) => answer(client.DELETE('/api/v1/kill-switches/{id}', at(id))))

export const useBanners = () =>
  useQuery({
    queryKey: BANNERS,
    queryFn: ({ signal }) => answer(client.GET('/api/v1/banners/search', { signal })),
  })
/** Without an id a new one. */
export const useBannerSave = () =>
  useChange([BANNERS, CONFIGURATION], ({ id, body }: { id?: string; body: Shape['BannerInput'] }) =>
    id === undefined
      ? answer(client.POST('/api/v1/banners', { body }))
      : answer(client.PUT('/api/v1/banners/{id}', { ...at(id), body })),
  )
export const useBannerDelete = () =>
  useChange([BANNERS, CONFIGURATION], (id: string) =>
    answer(client.DELETE('/api/v1/banners/{id}', at(id))),
  )

export const useMaintenance = () =>
  useQuery({
    queryKey: MAINTENANCE,
    queryFn: ({ signal }) => answer(client.GET('/api/v1/instance/maintenance/status', { signal })),
    refetchInterval: LIVE_MS,
  })
export const useMaintenanceChange = () =>
  useChange([MAINTENANCE, CONFIGURATION], (isOn: boolean) =>
    isOn
      ? answer(client.POST('/api/v1/instance/maintenance/enter'))
      : answer(client.POST('/api/v1/instance/maintenance/exit')),
  )

export const useTenants = (asked: () => Asked) =>
  useQuery({
    queryKey: [...TENANTS, asked],
    queryFn: ({ signal }) => {
      const query = pageQuery(asked())
      return answer(client.GET('/api/v1/tenants/search', { params: { query }, signal }))
    },
  })
export const useTenantSave = () =>
  useChange(
    [TENANTS, CONFIGURATION],
    ({ isNew, body }: { isNew: boolean; body: Shape['TenantInput'] }) =>
      isNew
        ? answer(client.POST('/api/v1/tenants', { body }))
        : answer(client.PUT('/api/v1/tenants/{id}', { ...at(body.id), body })),
  )
export const useTenantDelete = () =>
  useChange([TENANTS], (id: string) => answer(client.DELETE('/api/v1/tenants/{id}', at(id))))
export interface TenantLooks {
  id: string
  /** Without one the picture stays. */
  picture?: File
  dashboards: TenantDashboards
}
export const useTenantLooksSave = () =>
  useChange([TENANTS, CONFIGURATION], async ({ id, picture, dashboards }: TenantLooks) => {
    if (picture) {
      const form = new FormData()
      form.set('logo', picture)
      const options = { ...at(id), body: form as never }
      await answer(client.POST('/api/v1/tenants/{id}/logo', options))
    }
    const path = '/api/v1/tenants/{id}/settings/default-dashboards'
    return answer(client.POST(path, { ...at(id), body: dashboards }))
  })
