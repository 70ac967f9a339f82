/** Where a key that a field writes goes in the text. */
import type { Path } from '@/editor/edits/source'
import { rankIn } from '@/editor/edits/tasks'
import type { Rank } from '@/editor/edits/values'
import type { FlowSchema } from '@/editor/flowSchema'

/** Those of a task have their order, and those of the flow; inside of a property there is none. */
export function rankOf(schema: FlowSchema, path: Path, owner?: string): Rank | undefined {
  return owner !== undefined || path.length === 1 ? rankIn(schema, owner) : undefined
}
