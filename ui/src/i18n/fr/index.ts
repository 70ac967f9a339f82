/**
 * French; readers are addressed as “vous”, buttons are infinitives. The terms are:
 *
 * flow: le flow · execution: l’exécution · task: la tâche · task run: l’exécution de tâche · attempt:
 * la tentative · input, output: l’entrée, la sortie · state: l’état · trigger: le déclencheur ·
 * schedule: la planification · backfill: le rattrapage · namespace: l’espace de noms · revision: la
 * révision · label: le label · source: la source · key-value: clé-valeur · secret: le secret · plugin
 * default: la valeur par défaut de plugin · subflow: le sous-flow · restart: redémarrer · replay:
 * rejouer · kill: arrêter · cancel: annuler
 */
import { sectionsOf } from '../shape'

export const fr = sectionsOf(import.meta.glob(['./*.ts', '!./index.ts'], { eager: true }))
