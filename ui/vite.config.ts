import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { groups } from './scripts/chunks.ts'
import { compileHints } from './scripts/compileHints.ts'
import { packedTexts } from './scripts/packedTexts.ts'
import { preloads } from './scripts/preloads.ts'
import { editorIcons } from './scripts/editorIcons.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The worker for YAML would load all of its formatter, and parsers of other languages, at once. */
const lazyFormat: Plugin = {
  name: 'lazy-format',
  enforce: 'pre',
  resolveId(id, importer) {
    const isOfWorker = importer?.includes('/monaco-yaml/') && id.startsWith('prettier/')
    return isOfWorker ? file('./src/editor/format.ts') : undefined
  },
}

const server = process.env.TIERCEL_SERVER ?? 'http://localhost:8080'

export default defineConfig(({ command }) => ({
  // Built pages are served below any path: the server writes it into the index page.
  base: command === 'serve' ? '/ui/' : './',
  plugins: [vue(), packedTexts(), preloads(), editorIcons(), compileHints()],
  resolve: { alias: { '@': file('./src') } },
  build: {
    outDir: '../src/tiercel/webui/dist',
    emptyOutDir: true,
    target: 'es2022',
    // Sizes are judged compressed and by route: scripts/sizes.mjs.
    chunkSizeWarningLimit: 5000,
    reportCompressedSize: false,
    manifest: 'manifest.json',
    rolldownOptions: { output: { codeSplitting: { groups: groups() } } },
  },
  worker: { format: 'es', plugins: () => [lazyFormat] },
  server: { proxy: { '/api': server, '/ping': server, '/login': server } },
  test: {
    // A test that needs a document says so in its first line.
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    // To start a process for each file takes longer than the tests: tests/setup.ts keeps them apart.
    isolate: false,
    setupFiles: ['tests/setup.ts'],
    // On a machine that does other work as well; nothing is measured by it.
    testTimeout: 60_000,
    restoreMocks: true,
  },
}))
