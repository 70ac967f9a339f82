/**
 * Japanese, in です・ます; buttons are nouns of action. The terms are:
 *
 * flow: フロー · execution: 実行 · task: タスク · task run: タスク実行 · attempt: 試行 · input, output: 入力、出力 ·
 * state: 状態 · trigger: トリガー · schedule: スケジュール · backfill: バックフィル · namespace: 名前空間 ·
 * revision: リビジョン · label: ラベル · source: ソース · key-value: キーバリュー · secret: シークレット ·
 * plugin default: プラグインの既定値 · subflow: サブフロー · restart: 再開始 · replay: リプレイ · kill: 強制終了 ·
 * cancel: キャンセル
 */
import { sectionsOf } from '../shape'

export const ja = sectionsOf(import.meta.glob(['./*.ts', '!./index.ts'], { eager: true }))
