import type { Section } from '../shape'

export const states: Section<'states'> = {
  CREATED: 'Creada',
  SUBMITTED: 'Enviada',
  QUEUED: 'En cola',
  RUNNING: 'En curso',
  PAUSED: 'Pausada',
  BREAKPOINT: 'Punto de interrupción',
  RETRYING: 'Reintentando',
  RESTARTED: 'Reiniciada',
  RESUBMITTED: 'Reenviada',
  KILLING: 'Deteniéndose',
  SUCCESS: 'Éxito',
  WARNING: 'Advertencia',
  FAILED: 'Fallida',
  KILLED: 'Detenida',
  CANCELLED: 'Cancelada',
  SKIPPED: 'Omitida',
  RETRIED: 'Reintentada',
}
