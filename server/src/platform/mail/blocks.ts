/**
 * What a message is made of. Text and HTML are both made from the same blocks, so that escaping stands in one place.
 * Nothing that people wrote becomes a link: only `link` blocks do, and they lead to our own origin alone.
 */
export type Block =
  | { readonly type: 'heading' | 'paragraph'; readonly text: string }
  /** What a person wrote: shown as it is, in lines. */
  | { readonly type: 'quote'; readonly text: string }
  | { readonly type: 'rows'; readonly rows: readonly (readonly [label: string, value: string])[] }
  /** Something to type or show at a till. */
  | { readonly type: 'code'; readonly text: string }
  /** `path`: absolute on our own origin, with a fragment at most. */
  | { readonly type: 'link'; readonly label: string; readonly path: string }

/** Thrown for a slot that may not be in a message. The value is not told: it may be personal. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

const control = /[\p{Cc}\u2028\u2029]/u
const ownPath = /^\/[A-Za-z0-9/_-]*(#[A-Za-z0-9_-]*)?$/
const address =
  /^[A-Za-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/

export function checkAddress(text: string): void {
  if (text.length > 254 || !address.test(text)) throw new MailRefused('not an address')
}

export function checkBlock(block: Block): void {
  switch (block.type) {
    case 'quote':
      if (control.test(block.text.replaceAll('\n', ' '))) throw new MailRefused('control characters in a quotation')
      return
    case 'rows':
      for (const text of block.rows.flat()) checkLine(text)
      return
    case 'link':
      checkLine(block.label)
      if (!ownPath.test(block.path) || block.path.startsWith('//')) throw new MailRefused('a link leads elsewhere')
      return
    default:
      checkLine(block.text)
  }
}

function checkLine(text: string): void {
  if (control.test(text)) throw new MailRefused('a line breaks, or holds control characters')
}

/** Mail programs make links of what looks like one. A zero-width space in it keeps them from it, and no change of direction hides it. */
export function inert(text: string): string {
  return text
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\.(?=[\p{L}\p{N}]*\p{L})/gu, '.\u200b')
    .replace(/:(?=\/)/g, ':\u200b')
    .replace(/@(?=\S)/g, '@\u200b')
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, character => `&#${character.charCodeAt(0)};`)
}
