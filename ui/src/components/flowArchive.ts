/** Flows as an archive that the browser keeps. */
import { t } from '@/i18n'
import { exportFlows, type FlowChoice } from '@/resources/flows'
import { tellFailed } from '@/shell/toasts'
import { saveBlob } from './download'

export async function saveFlows(choice: FlowChoice): Promise<void> {
  try {
    saveBlob(await exportFlows(choice), 'flows.zip')
  } catch (thrown) {
    tellFailed(t('flows.notExported'), thrown)
  }
}
