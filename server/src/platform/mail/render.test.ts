import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Block, checkAddress, escapeHtml, inert, MailRefused } from './blocks.ts'
import { moneyText, timeText } from './formats.ts'
import { type MailContext, render } from './render.ts'
import { type MailSlots, templates } from './templates.ts'

const context: MailContext = { brandName: 'Harbor & Rye', brandColor: '#123c4a', origin: 'https://pay.example' }
const gift: MailSlots['gift'] = {
  recipientName: 'Noah',
  fromName: 'Maya',
  value: { amount: '2500', currency: 'USD' },
  message: 'Happy birthday!\nHave a coffee on me.',
  code: 'ABCD2345EFGH6789JKMN',
}
const renderGift = (slots: Partial<MailSlots['gift']>) => render(templates.gift.blocks({ ...gift, ...slots }), context)
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)

/** What people try to get into messages that others get. */
const corpus = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '<a href="https://evil.example">win</a>',
  "' onmouseover='alert(1)",
  'https://evil.example/claim',
  'http://evil.example',
  'www.evil.example',
  'evil.example/claim',
  'javascript:alert(1)',
  'mailto:thief@evil.example',
  'call thief@evil.example now',
  '\u202Eelpmaxe.live//:sptth\u202C',
  '</p></div></body></html><h1>Verify your account</h1>',
  '<!-- --><style>*{display:none}</style>',
  '&lt;script&gt;',
  '{{code}} %s',
  '`code`',
]

test('a gift tells who sent it, its value, the message and the code, in text and HTML', () => {
  const { text, html } = renderGift({})
  for (const shown of ['Noah, here is a gift for you', 'Maya sent you a gift card with $25.00', 'Happy birthday!']) {
    expect(text).toContain(shown)
    expect(html).toContain(shown)
  }
  expect(text).toContain('ABCD-2345-EFGH-6789-JKMN')
  expect(text).toContain('\nhttps://pay.example/app/claim#ABCD2345EFGH6789JKMN\n')
  expect(html).toContain('<br>Have a coffee on me.')
})

test.each(corpus)('nothing that a buyer writes becomes markup or a link: %s', evil => {
  const { text, html } = renderGift({ message: evil, fromName: evil, recipientName: evil })
  expect(hrefs(html)).toEqual(['https://pay.example/app/claim#ABCD2345EFGH6789JKMN'])
  expect(html).not.toMatch(/<(script|img|style|a href="(?!https:\/\/pay\.example)|h1>Verify)/i)
  expect(html.match(/<\/body>/g)).toHaveLength(1)
  const linkLike = /(https?:\/\/|www\.|mailto:\S+@)[^\s\u200b]+|[\w-]+\.(example|com|net)\b|\S+@\w/gi
  expect(text.match(linkLike)).toEqual(['https://pay.example/app/claim#ABCD2345EFGH6789JKMN'])
  expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
})

test('any text at all leaves the HTML with our own tags and our own link only', () => {
  const bare = renderGift({ message: 'x' })
  const tagsOf = (html: string) => html.match(/<[^>]*>/g)!.filter(tag => tag !== '<br>')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), message => {
      fc.pre(!/[\p{Cc}\u2028\u2029]/u.test(message) && message !== '')
      expect(tagsOf(renderGift({ message }).html)).toEqual(tagsOf(bare.html))
    }),
    { seed: 20261122 },
  )
})

test.each(['\r\nBcc: all@evil.example', 'a\nb', 'a\rb', 'a\u0000b', 'a\u2028b', 'a\u0085b'])(
  'a name that breaks the line is refused: %j',
  name => {
    expect(() => renderGift({ recipientName: name })).toThrow(MailRefused)
    expect(() => renderGift({ fromName: name })).toThrow(MailRefused)
  },
)

test('a message may have lines, and no other control characters', () => {
  expect(() => renderGift({ message: 'a\nb' })).not.toThrow()
  for (const message of ['a\rb', 'a\u0000b', 'a\u001bb']) expect(() => renderGift({ message })).toThrow(MailRefused)
})

test.each([
  'https://evil.example',
  '//evil.example',
  '/app/../..//x?y=1',
  'app',
  '/app#a"b',
  '/a\nb',
  '/@evil.example',
])('a link elsewhere is refused: %s', path => {
  const link: Block = { type: 'link', label: 'Go', path }
  expect(() => render([link], context)).toThrow(MailRefused)
})

test.each([
  'a@b',
  'a b@example.test',
  'a@example.test\r\nBcc: b@example.test',
  'a@example.test,b@example.test',
  'a@example.test;b@example.test',
  '"a"@example.test',
  'Maya <a@example.test>',
  'a@[127.0.0.1]',
  'a@@example.test',
  '@example.test',
  `${'a'.repeat(65)}@example.test`,
  `a@${'b'.repeat(250)}.test`,
])('%s is no address to write to', address => {
  expect(() => checkAddress(address)).toThrow(MailRefused)
})

test('plain addresses are fine', () => {
  for (const address of ['maya@example.test', 'm.o+gift@mail.example.co.uk']) checkAddress(address)
})

test('a code that is none is refused', () => {
  for (const code of ['', 'abc', 'ABCD2345EFGH6789JK-N', 'A'.repeat(33)]) {
    expect(() => renderGift({ code })).toThrow(MailRefused)
  }
})

test('subjects are fixed: one line without a place for anybody’s text', () => {
  expect(templates.gift.subject).toBe('A gift card is waiting for you')
  expect(templates.receipt.subject).toBe('Your receipt')
  for (const { subject } of Object.values(templates)) expect(subject).toMatch(/^[A-Z][A-Za-z -]+$/)
})

test('a receipt lists what was bought, to the cent', () => {
  const usd = (amount: string) => ({ amount, currency: 'USD' })
  const { text } = render(
    templates.receipt.blocks({
      storeName: 'Pier 4',
      time: { at: '2026-11-22T12:00:00Z', timeZone: 'America/New_York' },
      items: [{ name: 'Flat <b>white</b>', quantity: 2, value: usd('900') }],
      tax: usd('77'),
      tip: null,
      total: usd('977'),
      refunded: null,
      reference: 'pay_01h455vb4pex5vsknk084sn02q',
    }),
    context,
  )
  expect(text).toContain('Pier 4, Nov 22, 2026, 7:00 AM')
  expect(text).toContain('2 × Flat <b>white</b>: $9.00\nTax: $0.77\nTotal: $9.77')
  expect(text).not.toContain('Tip')
  expect(text).not.toContain('Refunded')
})

test('amounts read exactly in every currency', () => {
  expect(moneyText({ amount: '5', currency: 'USD' })).toBe('$0.05')
  expect(moneyText({ amount: '123456', currency: 'EUR' })).toBe('€1,234.56')
  expect(moneyText({ amount: '1250', currency: 'JPY' })).toBe('¥1,250')
  expect(moneyText({ amount: '1000000000000000001', currency: 'USD' })).toBe('$10,000,000,000,000,000.01')
  expect(timeText({ at: '2026-07-01T00:30:00Z', timeZone: 'Europe/Berlin' })).toBe('Jul 1, 2026, 2:30 AM')
})

test('escaping knows every character that HTML does', () => {
  expect(escapeHtml(`&<>"'\``)).toBe('&#38;&#60;&#62;&#34;&#39;&#96;')
  expect(inert('Dr. Who paid $1.50 at 10:30.')).toBe('Dr. Who paid $1.50 at 10:30.')
})
