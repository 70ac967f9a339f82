/**
 * Spanish; readers are addressed as “usted”, buttons are infinitives. The terms are:
 *
 * flow: el flujo · execution: la ejecución · task: la tarea · task run: la ejecución de tarea ·
 * attempt: el intento · input, output: la entrada, la salida · state: el estado · trigger: el
 * disparador · schedule: la programación · backfill: la recuperación · namespace: el espacio de
 * nombres · revision: la revisión · label: la etiqueta · source: el código fuente · key-value:
 * clave-valor · secret: el secreto · plugin default: el valor predeterminado de plugin · subflow: el
 * subflujo · restart: reiniciar · replay: repetir · kill: detener · cancel: cancelar
 */
import { sectionsOf } from '../shape'

export const es = sectionsOf(import.meta.glob(['./*.ts', '!./index.ts'], { eager: true }))
