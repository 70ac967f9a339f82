// Prints what the languages lack, or have too much of; the tests hold the same against them.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

async function load(path) {
  const file = fileURLToPath(new URL(path, import.meta.url))
  return (await runnerImport(file, { configFile: false, logLevel: 'error' })).module
}

const { differences } = await load('./differences.ts')
const { en } = await load('../src/i18n/en/index.ts')
const { LANGUAGES } = await load('../src/i18n/names.ts')
let count = 0
for (const language of Object.keys(LANGUAGES)) {
  const texts = (await load(`../src/i18n/${language}/index.ts`))[language]
  for (const what of differences(en, texts, language)) {
    console.log(`${language}: ${what}`)
    count += 1
  }
}
console.log(count ? `${count} differences` : 'Every language has every text.')
process.exitCode = count ? 1 : 0
