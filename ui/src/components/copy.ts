/** Put text on the clipboard, over plain HTTP too, where browsers keep the modern way shut. */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text)
    return
  }
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'vh'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
