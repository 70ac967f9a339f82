// The library has no types of it.
declare module 'monaco-editor/esm/vs/basic-languages/yaml/yaml.js'
