// The library has no types of it.
declare module 'monaco-editor/esm/vs/basic-languages/yaml/yaml.js' {
  export const conf: import('monaco-editor').languages.LanguageConfiguration
}
