/** Providers of identities that keep users and groups here, by SCIM. */
import { useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import { at, pageQuery, useChange, type Asked } from './records'

type Shape = components['schemas']
export type Integration = Shape['SecurityIntegration']

const KEY = ['securityIntegrations']

export const useIntegrations = (asked: () => Asked) =>
  useQuery({
    queryKey: [...KEY, asked],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/security-integrations/search', {
          params: { query: pageQuery(asked()) },
          signal,
        }),
      ),
  })

export const useIntegrationCreate = () =>
  useChange([KEY], (body: Shape['SecurityIntegrationInput']) =>
    answer(client.POST('/api/v1/security-integrations', { body })),
  )
export const useIntegrationSwitch = () =>
  useChange([KEY], ({ id, isOn }: { id: string; isOn: boolean }) =>
    isOn
      ? answer(client.POST('/api/v1/security-integrations/{id}/enable', at(id)))
      : answer(client.POST('/api/v1/security-integrations/{id}/disable', at(id))),
  )
export const useIntegrationDelete = () =>
  useChange([KEY], (id: string) =>
    answer(client.DELETE('/api/v1/security-integrations/{id}', at(id))),
  )

/** What its account is called, which acts for it and has its tokens. */
export function accountOf({ id }: Pick<Integration, 'id'>): string {
  return `scim-${id.toLowerCase()}`
}
