import { describe, expect, it } from 'vitest'
import type { Credential } from '@/resources/credentials'
import { draftOf, formOf, isWhole } from '@/screens/credentials/draft'

const STORED = {
  name: 'crm',
  type: 'OAUTH2',
  tokenEndpoint: 'https://login.example.com/token',
  scopes: ['read', 'write'],
  tokenCaching: { enabled: false, refreshBeforeExpiry: 'PT2M' },
  authConfig: {
    type: 'JWT_BEARER',
    clientId: { type: 'VALUE', value: 'tiercel' },
    privateKey: { type: 'VALUE', value: '******' },
    keyId: { type: 'SECRET', secretKey: 'KEY_ID', namespace: 'company' },
  },
} as unknown as Credential

describe('the form of a credential', () => {
  it('sends what it was made of, without the secret that it does not know', () => {
    const form = formOf(STORED)
    expect(isWhole(form)).toBe(true)
    expect(draftOf(form)).toEqual({
      isNew: false,
      name: 'crm',
      body: {
        type: 'OAUTH2',
        tokenEndpoint: 'https://login.example.com/token',
        description: null,
        scopes: ['read', 'write'],
        audience: null,
        tokenCaching: { enabled: false, refreshBeforeExpiry: 'PT2M' },
        authConfig: {
          type: 'JWT_BEARER',
          clientId: { type: 'VALUE', value: 'tiercel' },
          keyId: { secretKey: 'KEY_ID', namespace: 'company' },
        },
      },
    })
  })

  it('is whole once all is there that its proof needs', () => {
    const form = formOf()
    Object.assign(form, { name: 'forge', type: 'GITHUB_APP', proof: 'GITHUB_APP' })
    for (const name of ['appId', 'installationId'] as const) form.members[name].text = '7'
    expect(isWhole(form)).toBe(false)
    form.members.privateKey = { ...form.members.privateKey, isNamed: true, key: ' KEY ' }
    expect(isWhole(form)).toBe(true)
    const { body } = draftOf(form)
    expect(body.tokenEndpoint).toBeNull()
    expect(body.authConfig).toEqual({
      type: 'GITHUB_APP',
      appId: { type: 'VALUE', value: '7' },
      installationId: { type: 'VALUE', value: '7' },
      privateKey: { secretKey: 'KEY' },
    })
    // Another proof leaves out what it has no use for.
    Object.assign(form, { type: 'OAUTH2', proof: 'CLIENT_CREDENTIALS' })
    expect(isWhole(form)).toBe(false)
  })
})
