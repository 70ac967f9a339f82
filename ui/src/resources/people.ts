/** Users, groups, roles and what they are given. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import type { components } from '@/api/schema'
import { at, pageQuery, useChange as useChangeOf, type Asked } from './records'

type Shape = components['schemas']
export type Person = Pick<Shape['UserSummary'], 'id' | 'username' | 'displayName'> & {
  instanceOwner?: boolean
}
export type Group = Shape['Group']
export type Role = Shape['RoleSummary']
export type Binding = Shape['Binding']
export type Account = Shape['Entrant']
export type Invitation = Shape['Invitation']

const ALLOWED_MS = 5 * 60_000
// What dialogs offer to choose from.
const OFFERED: Asked = { q: '', page: 1, size: 100 }

function useList<Found>(
  name: string,
  asked: () => Asked,
  find: (asked: Asked, signal: AbortSignal) => Promise<Found>,
) {
  return useQuery({
    queryKey: ['people', name, asked],
    queryFn: ({ signal }) => find(asked(), signal),
  })
}

/** For owners of the server all users, for others those of the tenant. */
export function usePeople(isOwner: () => boolean, asked: () => Asked = () => OFFERED) {
  return useQuery({
    queryKey: ['people', 'users', asked, isOwner],
    queryFn: async ({ signal }): Promise<{ results: Person[]; total: number }> => {
      const options = { params: { query: pageQuery(asked()) }, signal }
      return isOwner()
        ? answer(client.GET('/api/v1/users', options))
        : answer(client.GET('/api/v1/tenant-access', options))
    },
  })
}

export const useGroups = (asked: () => Asked = () => OFFERED) =>
  useList('groups', asked, (one, signal) =>
    answer(client.GET('/api/v1/groups/search', { params: { query: pageQuery(one) }, signal })),
  )

export const useRoles = (asked: () => Asked = () => OFFERED) =>
  useList('roles', asked, (one, signal) =>
    answer(client.GET('/api/v1/roles/search', { params: { query: pageQuery(one) }, signal })),
  )

export const useBindings = (asked: () => Asked = () => OFFERED) =>
  useList('bindings', asked, ({ page, size }, signal) =>
    answer(client.GET('/api/v1/bindings/search', { params: { query: { page, size } }, signal })),
  )

export const useAccounts = (asked: () => Asked = () => OFFERED) =>
  useList('accounts', asked, (one, signal) =>
    answer(
      client.GET('/api/v1/main/service-accounts', { params: { query: pageQuery(one) }, signal }),
    ),
  )

export const useInvitations = (asked: () => Asked = () => OFFERED) =>
  useList('invitations', asked, (one, signal) =>
    answer(client.GET('/api/v1/invitations/search', { params: { query: pageQuery(one) }, signal })),
  )

export function useMembers(groupId: () => string) {
  return useQuery({
    queryKey: ['people', 'members', groupId],
    queryFn: async ({ signal }) =>
      (
        await answer(
          client.GET('/api/v1/groups/{id}/members', {
            params: { path: { id: groupId() } },
            signal,
          }),
        )
      ).results,
    enabled: () => groupId() !== '',
  })
}

/** Everything that can be allowed: actions by resource. */
export function usePermissions() {
  return useQuery({
    queryKey: ['people', 'permissions'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/acls/permissions', { signal })),
    staleTime: Infinity,
  })
}

export function useUser(id: () => string) {
  return useQuery({
    queryKey: ['people', 'user', id],
    queryFn: ({ signal }) =>
      answer(client.GET('/api/v1/users/{id}', { params: { path: { id: id() } }, signal })),
    enabled: () => id() !== '',
  })
}

export function useRole(id: () => string) {
  return useQuery({
    queryKey: ['people', 'role', id],
    queryFn: ({ signal }) =>
      answer(client.GET('/api/v1/roles/{id}', { params: { path: { id: id() } }, signal })),
    enabled: () => id() !== '',
  })
}

export const useMyInvitations = () =>
  useQuery({
    queryKey: ['people', 'mine'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/me/invitations', { signal })),
  })

/** What the reader may do everywhere: actions by resource. */
export const useMyPermissions = (isEnabled: () => boolean = () => true) =>
  useQuery({
    queryKey: ['people', 'allowed'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/me/permissions', { signal })),
    staleTime: ALLOWED_MS,
    enabled: isEnabled,
  })

const useChange = <Variables, Answer>(mutationFn: (given: Variables) => Promise<Answer>) =>
  useChangeOf([['people'], ['server', 'me']], mutationFn)

export const useUserCreate = () =>
  useChange((body: Shape['UserInput']) => answer(client.POST('/api/v1/users', { body })))
export const useUserDelete = () =>
  useChange((id: string) => answer(client.DELETE('/api/v1/users/{id}', at(id))))
export const useUserChange = () =>
  useChange(({ id, body }: { id: string; body: Shape['UserChange'] }) =>
    answer(client.PATCH('/api/v1/users/{id}', { ...at(id), body })),
  )
export const useUserUnlock = () =>
  useChange((id: string) => answer(client.POST('/api/v1/users/{id}/unlock', at(id))))
export const useUserSignOut = () =>
  useChange((id: string) => answer(client.DELETE('/api/v1/users/{id}/refresh-token', at(id))))
/** The session is that user's from now on, until it is signed out of. */
export const useUserImpersonate = () =>
  useMutation({
    mutationFn: (id: string) => answer(client.POST('/api/v1/users/{id}/impersonate', at(id))),
  })
export const useUserOwner = () =>
  useChange(({ id, isOwner }: { id: string; isOwner: boolean }) =>
    answer(
      client.PATCH('/api/v1/users/{id}/superadmin', {
        ...at(id),
        body: { superAdmin: isOwner },
      }),
    ),
  )
export const useUserPassword = () =>
  useChange(({ id, password }: { id: string; password: string }) =>
    answer(client.PATCH('/api/v1/users/{id}/password', { ...at(id), body: { password } })),
  )
export const useGroupSave = () =>
  useChange(({ id, body }: { id: string; body: Shape['GroupInput'] }) =>
    id
      ? answer(client.PUT('/api/v1/groups/{id}', { ...at(id), body }))
      : answer(client.POST('/api/v1/groups', { body })),
  )
export const useGroupDelete = () =>
  useChange((id: string) => answer(client.DELETE('/api/v1/groups/{id}', at(id))))
export const useMemberAdd = () =>
  useChange((path: { id: string; userId: string }) =>
    answer(client.PUT('/api/v1/groups/{id}/members/{userId}', { params: { path } })),
  )
export const useMemberRemove = () =>
  useChange((path: { id: string; userId: string }) =>
    answer(client.DELETE('/api/v1/groups/{id}/members/{userId}', { params: { path } })),
  )
export const useRoleSave = () =>
  useChange(({ id, body }: { id: string; body: Shape['RoleInput'] }) =>
    id
      ? answer(client.PUT('/api/v1/roles/{id}', { ...at(id), body }))
      : answer(client.POST('/api/v1/roles', { body })),
  )
export const useRoleDelete = () =>
  useChange((id: string) => answer(client.DELETE('/api/v1/roles/{id}', at(id))))
export const useBind = () =>
  useChange((body: Shape['BindingInput']) => answer(client.POST('/api/v1/bindings', { body })))
export const useUnbind = () =>
  useChange((id: string) => answer(client.DELETE('/api/v1/bindings/{id}', at(id))))
export const useAccountCreate = () =>
  useChange((body: Shape['TenantAccountInput']) =>
    answer(client.POST('/api/v1/main/service-accounts', { body })),
  )
export const useAccountDelete = () =>
  useChange((id: string) => answer(client.DELETE('/api/v1/main/service-accounts/{id}', at(id))))
export const useInvite = () =>
  useChange((body: Shape['InvitationInput']) =>
    answer(client.POST('/api/v1/invitations', { body })),
  )
export const useInvitationDelete = () =>
  useChange((id: string) => answer(client.DELETE('/api/v1/invitations/{id}', at(id))))
export const useInvitationAccept = () =>
  useChange((id: string) => answer(client.POST('/api/v1/invitation/accept/{id}', at(id))))
export const useInvitedAccount = () =>
  useChange(({ id, body }: { id: string; body: Shape['InvitedAccountInput'] }) =>
    answer(client.POST('/api/v1/invitation/create/{id}', { ...at(id), body })),
  )
export const useProfileChange = () =>
  useChange((body: Shape['UserChange']) => answer(client.PATCH('/api/v1/me', { body })))
export const usePasswordChange = () =>
  useChange((body: Shape['OwnPasswordInput']) =>
    answer(client.PUT('/api/v1/me/password', { body })),
  )
