/**
 * Put text on the clipboard: also over plain HTTP, where browsers keep the modern way shut, and
 * where the reader or a policy refuses it.
 */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    const isWritten = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    if (isWritten) return
  }
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'vh'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
