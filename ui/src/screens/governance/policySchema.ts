/** What may be written in a policy: the editor proposes it, and says what each part is for. */

const PREFIX = 'io.kestra.plugin.ee.rules.'
const texts = { type: 'array', items: { type: 'string' } }
const amount = { type: ['number', 'string'] }

const condition = {
  type: 'object',
  required: ['field'],
  properties: {
    field: { type: 'string', description: 'A path with dots, such as `labels.owner`.' },
    operator: {
      enum: [
        ...['EQUAL_TO', 'NOT_EQUAL_TO', 'IN', 'NOT_IN', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS'],
        ...['REGEX', 'IS_NULL', 'IS_NOT_NULL', 'IS_TRUE', 'IS_FALSE'],
      ],
    },
    value: {},
  },
}

const rule = {
  type: 'object',
  required: ['type'],
  properties: {
    type: {
      enum: ['Add', 'Delete', 'Deny', 'Restrict', 'Require'].map((name) => PREFIX + name),
      description: 'Add and Delete change flows; Deny, Restrict and Require judge them.',
    },
    on: { enum: ['FLOW', 'PLUGIN'], description: 'The flow, or each plugin in it.' },
    where: { type: 'array', items: condition, description: 'All of these must hold.' },
    values: { type: 'object', description: 'Add: what authors do not give.' },
    override: { type: 'boolean', description: 'Add: replace what authors give.' },
    properties: { ...texts, description: 'Delete, Require: paths with dots.' },
    property: { type: 'string', description: 'Restrict: a path with dots.' },
    min: amount,
    max: amount,
    enum: { type: 'array' },
    regex: { type: 'string' },
    equals: {},
    action: { enum: ['block', 'warn'], description: 'Refuse the flow, or warn of it.' },
    errorMessage: { type: 'string' },
  },
}

export const POLICY_SCHEMA = {
  type: 'object',
  required: ['id', 'rules'],
  properties: {
    id: { type: 'string' },
    displayName: { type: 'string' },
    description: { type: 'string' },
    enforcement: {
      enum: ['ACTIVE', 'EVALUATE', 'REFERENCE', 'DISABLED'],
      description: 'In force; to be tried only; for what names it in `policyRefs`; or off.',
    },
    target: {
      type: 'object',
      description: 'Which of the namespaces of its place it speaks of: without one, of all.',
      properties: { namespaces: texts, tenants: texts },
    },
    rules: { type: 'array', minItems: 1, items: rule },
  },
}

/** What a new policy begins with. */
export const FIRST_POLICY = `id: owners
enforcement: EVALUATE
rules:
  - type: ${PREFIX}Require
    properties: [labels.owner]
    errorMessage: say who owns it in the label \`owner\`
`
