// Writes src/api/schema.d.ts from the server's own API document: npm run api
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url))
const venv = `${root}.venv/bin/python`
const python = process.env.TIERCEL_PYTHON ?? (existsSync(venv) ? venv : 'python3')
const given = process.argv.find((word) => word.endsWith('.json'))
const text = given
  ? readFileSync(given, 'utf8')
  : execFileSync(python, ['-m', 'tests.api.document_text'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
const BLOB = ts.factory.createTypeReferenceNode('Blob')
const nodes = await openapiTS(withoutErrors(JSON.parse(text)), {
  // What has a default need not be sent.
  defaultNonNullable: false,
  transform: (schema) => (schema.format === 'binary' ? BLOB : undefined),
})
const made = `// Made of the API document by \`npm run api\`; not edited by hand.\n\n${astToString(nodes)}`
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== made) {
    console.error('src/api/schema.d.ts is not what the server offers: run `npm run api` in ui/.')
    process.exit(1)
  }
} else {
  writeFileSync(target, made)
}

/** Without the bodies of errors, which src/api/error.ts reads untyped: they would be half of it. */
function withoutErrors(document) {
  for (const operation of Object.values(document.paths).flatMap(Object.values)) {
    if (!operation.responses) continue
    const answers = Object.entries(operation.responses)
    operation.responses = Object.fromEntries(answers.filter(([status]) => Number(status) < 400))
  }
  return document
}
