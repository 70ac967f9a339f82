// A `.br` and a `.gz` copy of each text of the built pages, made once for all visits. What only
// browsers ask for is not kept beside them: the server unpacks it for who takes neither.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../../src/tiercel/webui/dist/', import.meta.url))
const TEXT = /\.(js|css|svg|json|txt|map)$/
const BYTES_MIN = 1000
// Some seconds more of a build, for a twelfth less on each first visit and in the wheel.
const QUALITY = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }

// Only the sizes were told by it.
rmSync(`${dist}manifest.json`, { force: true })
for (const name of readdirSync(dist, { recursive: true }).map(String)) {
  const path = dist + name
  if (!TEXT.test(name) || statSync(path).size < BYTES_MIN) continue
  const text = readFileSync(path)
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params: QUALITY }))
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
  if (name.startsWith('assets')) rmSync(path)
}
