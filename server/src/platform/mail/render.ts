/** From blocks to a message: plain text, and HTML without script, picture or anything loaded from elsewhere. */
import { type Block, checkBlock, escapeHtml, inert } from './blocks.ts'

export interface MailContext {
  readonly brandName: string
  /** Colour of headings and buttons. */
  readonly brandColor: string
  /** Origin that links lead to, without a slash at the end. */
  readonly origin: string
}

export interface Rendered {
  readonly text: string
  readonly html: string
}

export function render(blocks: readonly Block[], context: MailContext): Rendered {
  for (const block of blocks) checkBlock(block)
  const signature = inert(context.brandName)
  const text = `${[...blocks.map(block => textOf(block, context)), `-- \n${signature}`].join('\n\n')}\n`
  const html = page(blocks.map(block => htmlOf(block, context)).join('\n'), signature)
  return { text, html }
}

function textOf(block: Block, context: MailContext): string {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return inert(block.text)
    case 'quote':
      return inert(block.text)
        .split('\n')
        .map(line => `    ${line}`)
        .join('\n')
    case 'rows':
      return block.rows.map(([label, value]) => `${inert(label)}: ${inert(value)}`).join('\n')
    case 'code':
      return `    ${inert(block.text)}`
    case 'link':
      return `${inert(block.label)}:\n${context.origin}${block.path}`
  }
}

function htmlOf(block: Block, context: MailContext): string {
  const color = /^#[0-9a-f]{6}$/i.test(context.brandColor) ? context.brandColor : '#1f2933'
  switch (block.type) {
    case 'heading':
      return `<h1 style="font-size:22px;margin:0 0 16px;color:${color}">${shown(block.text)}</h1>`
    case 'paragraph':
      return `<p style="margin:0 0 16px">${shown(block.text)}</p>`
    case 'quote': {
      const lines = shown(block.text).replaceAll('\n', '<br>')
      return `<blockquote style="margin:0 0 16px;padding:12px 16px;border-left:3px solid ${color};background:#f5f5f5">${lines}</blockquote>`
    }
    case 'rows': {
      const rows = block.rows.map(
        ([label, value]) =>
          `<tr><td style="padding:4px 16px 4px 0">${shown(label)}</td><td style="padding:4px 0;text-align:right">${shown(value)}</td></tr>`,
      )
      return `<table role="presentation" style="margin:0 0 16px;border-collapse:collapse">${rows.join('')}</table>`
    }
    case 'code':
      return `<p style="margin:0 0 16px;font:600 18px monospace;letter-spacing:1px">${shown(block.text)}</p>`
    case 'link': {
      const href = escapeHtml(`${context.origin}${block.path}`)
      return `<p style="margin:0 0 16px"><a href="${href}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:${color};color:#ffffff;text-decoration:none">${shown(block.label)}</a></p>`
    }
  }
}

function shown(text: string): string {
  return escapeHtml(inert(text))
}

function page(body: string, signature: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1f2933;background:#ffffff">
<div style="max-width:520px;margin:0 auto">
${body}
<p style="margin:24px 0 0;color:#6b7280">${escapeHtml(signature)}</p>
</div></body></html>
`
}
