/** Credentials as their form has them, and as the API takes them. */
import type { Credential, CredentialDraft, CredentialType } from '@/resources/credentials'

/** How a server proves who asks for a token. */
export type Proof = 'CLIENT_CREDENTIALS' | 'JWT_BEARER' | 'PRIVATE_KEY_JWT' | 'GITHUB_APP'
export type SecretMember = 'clientSecret' | 'privateKey'
export type Member =
  | SecretMember
  | 'clientId'
  | 'subject'
  | 'keyId'
  | 'algorithm'
  | 'appId'
  | 'installationId'

export const PROOFS: Record<CredentialType, readonly Proof[]> = {
  OAUTH2: ['CLIENT_CREDENTIALS', 'JWT_BEARER', 'PRIVATE_KEY_JWT'],
  GITHUB_APP: ['GITHUB_APP'],
}
interface Members {
  needed: readonly Member[]
  optional: readonly Member[]
}
export const MEMBERS: Record<Proof, Members> = {
  CLIENT_CREDENTIALS: { needed: ['clientId', 'clientSecret'], optional: [] },
  JWT_BEARER: { needed: ['clientId', 'privateKey'], optional: ['subject', 'keyId', 'algorithm'] },
  PRIVATE_KEY_JWT: { needed: ['clientId', 'privateKey'], optional: ['keyId', 'algorithm'] },
  GITHUB_APP: { needed: ['appId', 'installationId', 'privateKey'], optional: [] },
}
export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'] as const

/** A value as it is written, or a secret that the server keeps by its name. */
export interface MemberDraft {
  isNamed: boolean
  text: string
  key: string
  namespace: string
  /** The server has a text that it does not show, which an empty one leaves. */
  isKept: boolean
}

export interface CredentialForm {
  isNew: boolean
  name: string
  type: CredentialType
  proof: Proof
  endpoint: string
  description: string
  /** With blanks between them. */
  scopes: string
  audience: string
  isCached: boolean
  /** A duration before the end of a token. */
  refreshBefore: string
  members: Record<Member, MemberDraft>
}

export function isSecret(member: Member): member is SecretMember {
  return member === 'clientSecret' || member === 'privateKey'
}

/** What the API says of a member of the proof. */
interface Shown {
  type?: string
  value?: string
  secretKey?: string
  namespace?: string
}

const ALL: readonly Member[] = [
  ...(['clientId', 'clientSecret', 'privateKey', 'subject', 'keyId', 'algorithm'] as const),
  ...(['appId', 'installationId'] as const),
]

/** The form of a credential, or of a new one. */
export function formOf(credential?: Credential): CredentialForm {
  const auth = (credential?.authConfig ?? {}) as Partial<Record<Member, Shown>> & { type?: Proof }
  const caching = (credential?.tokenCaching ?? {}) as {
    enabled?: boolean
    refreshBeforeExpiry?: string
  }
  const type = credential?.type ?? 'OAUTH2'
  return {
    isNew: credential === undefined,
    name: credential?.name ?? '',
    type,
    proof: auth.type ?? 'CLIENT_CREDENTIALS',
    endpoint: credential?.tokenEndpoint ?? '',
    description: credential?.description ?? '',
    scopes: credential?.scopes.join(' ') ?? '',
    audience: credential?.audience ?? '',
    isCached: caching.enabled ?? true,
    refreshBefore: caching.refreshBeforeExpiry ?? 'PT1M',
    members: Object.fromEntries(
      ALL.map((name) => [name, memberOf(name, auth[name])]),
    ) as CredentialForm['members'],
  }
}

function memberOf(name: Member, shown: Shown | undefined): MemberDraft {
  const isNamed = shown?.secretKey !== undefined
  const isHidden = isSecret(name) && shown !== undefined && !isNamed
  return {
    isNamed,
    text: isHidden ? '' : (shown?.value ?? ''),
    key: shown?.secretKey ?? '',
    namespace: shown?.namespace ?? '',
    isKept: isHidden,
  }
}

/** Whether all is there that the server needs. */
export function isWhole({ name, type, endpoint, proof, members }: CredentialForm): boolean {
  const hasEndpoint = endpoint.trim() !== '' || type === 'GITHUB_APP'
  return (
    name.trim() !== '' &&
    hasEndpoint &&
    MEMBERS[proof].needed.every((one) => hasValue(members[one]))
  )
}

function hasValue({ isNamed, key, text, isKept }: MemberDraft): boolean {
  return isNamed ? key.trim() !== '' : text.trim() !== '' || isKept
}

/** What is sent: a text that is kept is left out. */
export function draftOf(form: CredentialForm): CredentialDraft {
  const { needed, optional } = MEMBERS[form.proof]
  const sent = [...needed, ...optional].flatMap((name) => {
    const value = valueOf(form.members[name])
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    isNew: form.isNew,
    name: form.name.trim(),
    body: {
      type: form.type,
      tokenEndpoint: form.endpoint.trim() || null,
      description: form.description.trim() || null,
      scopes: form.scopes.split(/\s+/).filter(Boolean),
      audience: form.audience.trim() || null,
      tokenCaching: { enabled: form.isCached, refreshBeforeExpiry: form.refreshBefore.trim() },
      authConfig: { type: form.proof, ...Object.fromEntries(sent) } as never,
    },
  }
}

function valueOf({ isNamed, key, namespace, text }: MemberDraft) {
  if (isNamed) {
    const place = namespace.trim()
    return { secretKey: key.trim(), ...(place ? { namespace: place } : {}) }
  }
  return text.trim() ? { type: 'VALUE', value: text } : undefined
}
