/**
 * German; readers are addressed as “Sie”, buttons are infinitives. The terms are:
 *
 * flow: der Flow · execution: die Ausführung · task: der Task · task run: der Task-Lauf · attempt:
 * der Versuch · input, output: die Eingabe, die Ausgabe · state: der Status · trigger: der Trigger ·
 * schedule: der Zeitplan · backfill: der Backfill · namespace: der Namespace · revision: die
 * Revision · label: das Label · source: der Quelltext · key-value: der Schlüssel-Wert-Speicher ·
 * secret: das Secret · plugin default: die Plugin-Vorgabe · subflow: der Subflow · restart: neu
 * starten · replay: wiederholen · kill: abbrechen (hart) · cancel: stornieren
 */
import { sectionsOf } from '../shape'

export const de = sectionsOf(import.meta.glob(['./*.ts', '!./index.ts'], { eager: true }))
