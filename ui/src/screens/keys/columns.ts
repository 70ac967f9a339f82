/** The columns of lists of keys. */
import type { Column } from '@/components/table'
import { t } from '@/i18n'
import type { KeyId } from '@/resources/keys'

export function keyColumns(isOfNamespace: boolean): Column[] {
  const columns: Column[] = [
    { id: 'key', text: t('keys.columns.key'), sort: 'key' },
    { id: 'namespace', text: t('keys.columns.namespace'), sort: 'namespace', from: 768 },
    { id: 'type', text: t('keys.columns.type'), from: 768 },
    { id: 'value', text: t('keys.columns.value'), grows: true },
    { id: 'description', text: t('keys.columns.description'), isOff: true },
    { id: 'expires', text: t('keys.columns.expires'), sort: 'expirationDate', from: 1024 },
    { id: 'created', text: t('keys.columns.created'), sort: 'creationDate', isOff: true },
    { id: 'updated', text: t('keys.columns.updated'), sort: 'updateDate', from: 1024 },
    { id: 'used', text: t('keys.columns.used'), from: 768 },
  ]
  return isOfNamespace ? columns.filter(({ id }) => id !== 'namespace') : columns
}

/** Names a row among those of all namespaces; neither part has a slash. */
export function keyName({ namespace, key }: KeyId): string {
  return `${namespace}/${key}`
}

export function keyOfName(name: string): KeyId {
  const [namespace = '', key = ''] = name.split('/')
  return { namespace, key }
}
