/**
 * Formatting of YAML in the worker, loaded when it is asked for: it would be a third of the worker.
 * The build puts this in the place of what the worker loads at once, see vite.config.ts.
 */
import type { Options } from 'prettier'

export async function format(text: string, options: Options): Promise<string> {
  const [prettier, yaml] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/yaml'),
  ])
  return prettier.format(text, { ...options, plugins: [yaml] })
}
