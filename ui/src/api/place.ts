/** Where the server lives: its context path, which it writes into the page. */
function written(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''
}

export const basePath = written('base-path')
export const uiPath = `${basePath}/ui/`

/** An address of the API or of a file that it gives, for links and event streams. */
export function apiUrl(path: string): string {
  return basePath + path
}
