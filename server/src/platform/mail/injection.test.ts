import { expect, test } from 'vitest'
import { type Block, MailRefused } from './blocks.ts'
import { render } from './render.ts'
import { type MailSlots, type TemplateName, templates } from './templates.ts'

const context = { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' }
const value = { amount: '2500', currency: 'USD' }
const time = { at: '2026-11-22T12:00:00Z', timeZone: 'UTC' }

/** Every template, filled; a new one must be added here, or the types fail. */
const filled: MailSlots = {
  gift: { recipientName: 'Noah', fromName: 'Maya', value, message: 'Enjoy', code: 'ABCD2345EFGH6789JKMN' },
  receipt: {
    storeName: 'Pier 1',
    time,
    items: [{ name: 'Flat white', quantity: 1, value }],
    tax: value,
    tip: null,
    total: value,
    refunded: null,
    reference: 'pay_1',
  },
  autoTopUp: { kind: 'declined', value, cardName: 'Visa', reason: 'No.' },
  signInCode: { code: '12345678' },
  staffInvitation: { name: 'Jonas', token: 'a'.repeat(43) },
  passkey: { change: 'added', owner: 'customer', deviceName: 'Chrome on Android', time },
  emergency: { name: 'Jonas', reason: 'Locked out', until: time },
}

const corpus = [
  'x\r\nBcc: everyone@evil.example',
  'x\nSubject: You won',
  'x\r\n\r\n<html>another body</html>',
  'x\u0000y',
  'x\u0085Bcc: a@evil.example',
  'x\u2028y',
  '<script>alert(1)</script>',
  '<img src=https://evil.example/x onerror=alert(1)>',
  '"><a href="https://evil.example">Your bank</a>',
  'https://evil.example/login',
  'www.evil.example',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//evil.example',
  '\u202egpj.exe',
  '=?utf-8?Q?Bcc:_a=40evil.example?=',
  '{{constructor.constructor("return process")()}}',
  `\${process.env.HOME}`,
]

/** Each text of the slots in turn, replaced by what an attacker writes. */
function* attacked(slots: unknown, hostile: string): Generator<unknown> {
  if (typeof slots === 'string') yield hostile
  else if (Array.isArray(slots))
    for (const [i, part] of slots.entries()) for (const bad of attacked(part, hostile)) yield slots.with(i, bad)
  else if (slots !== null && typeof slots === 'object')
    for (const [name, part] of Object.entries(slots))
      for (const bad of attacked(part, hostile)) yield { ...slots, [name]: bad }
}

const names = Object.keys(templates) as TemplateName[]

test.each(names)('%s: whatever is written into any slot, it is refused or harmless [S16]', name => {
  const blocksOf = templates[name].blocks as (slots: unknown) => Block[]
  const honest = render(blocksOf(filled[name]), context)
  const tags = (html: string) => (html.match(/<[a-z!/][^>]*>/gi) ?? []).map(tag => tag.split(/[\s>]/)[0])
  let tried = 0
  for (const hostile of corpus)
    for (const slots of attacked(filled[name], hostile)) {
      tried++
      let mail: { text: string; html: string }
      try {
        mail = render(blocksOf(slots), context)
      } catch (error) {
        expect(error instanceof MailRefused || error instanceof RangeError).toBe(true)
        continue
      }
      const shown = tags(mail.html).filter(tag => tag !== '<br')
      expect(new Set(shown)).toEqual(
        new Set(
          tags(honest.html)
            .filter(tag => tag !== '<br')
            .concat(shown.filter(tag => honest.html.includes(String(tag)))),
        ),
      )
      for (const link of mail.html.match(/(?:href|src)="[^"]*"/g) ?? [])
        expect(link).toMatch(/^href="https:\/\/pay\.example\//)
      expect(mail.html).not.toMatch(/<script|<img|onerror=alert\(1\)>|javascript:alert\(1\)"/i)
      expect(mail.text).not.toMatch(/\r|^(Bcc|Subject):/m)
      expect(mail.text.replaceAll('https://pay.example', '')).not.toMatch(/https?:\/\/evil\.example/)
    }
  expect(tried).toBeGreaterThanOrEqual(corpus.length)
})

test('subjects are fixed: no slot gets into them, and none breaks a line [S16]', () => {
  for (const name of names) {
    expect(typeof templates[name].subject).toBe('string')
    expect(templates[name].subject).toMatch(/^[A-Za-z -]+$/)
  }
})
