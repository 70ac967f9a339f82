/** The columns of lists of secrets. */
import type { Column } from '@/components/table'
import { t } from '@/i18n'
import type { SecretRow } from '@/resources/secrets'

export function secretColumns(): Column[] {
  return [
    { id: 'key', text: t('secrets.columns.key'), sort: 'key' },
    { id: 'value', text: t('secrets.columns.value'), from: 768 },
    { id: 'kept', text: t('secrets.columns.kept'), from: 1024 },
    { id: 'from', text: t('secrets.columns.from') },
    { id: 'description', text: t('secrets.columns.description'), grows: true },
    { id: 'tags', text: t('secrets.columns.tags'), from: 1280 },
    { id: 'used', text: t('secrets.columns.used'), from: 768 },
  ]
}

/** Those of the environment have no namespace. */
export function secretName({ namespace = '', key }: SecretRow): string {
  return `${namespace}/${key}`
}
