/** What may be written in a block of inputs: what a flow may have as its inputs. */
import { flowOf, type FlowSchema } from '@/editor/flowSchema'

export function blockSchema(schema: FlowSchema) {
  return {
    type: 'object',
    required: ['inputs'],
    properties: {
      description: { type: 'string' },
      inputs: flowOf(schema).properties?.inputs ?? {},
    },
    definitions: schema.definitions,
  }
}

/** What a new block begins with. */
export const FIRST_BLOCK = `inputs:
  - id: stage
    type: SELECT
    values: [dev, prod]
    defaults: dev
`
