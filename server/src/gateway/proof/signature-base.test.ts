/** What we build ourselves is, byte for byte, what the library would: for any request, and for any answer of ours. */
import { answerComponents } from '@ringfence/contract'
import fc from 'fast-check'
import { httpbis } from 'http-message-signatures'
import { expect, test } from 'vitest'
import { answerBase, requestBase } from './signature-base.ts'

const seed = 20261123
const parameters = '("@method");created=1;keyid="a"'

function byLibrary(lines: [string, string[]][]): string {
  const covered = lines.flatMap(([name, values]) => values.map(value => `${name}: ${value}`))
  return Buffer.from([...covered, `"@signature-params": ${parameters}`].join('\n'), 'latin1').toString('hex')
}

/** As a header may be received: latin1, no line ends; spaces around it too. */
const value = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map(code => String.fromCharCode(code)) })
const components = fc.shuffledSubarray(
  ['@method', '@target-uri', '@authority', '@scheme', '@path', '@query', 'content-digest', 'authorization', 'x-any'],
  { minLength: 1 },
)
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'Post', 'DELETE'),
  url: fc.webUrl({ withQueryParameters: true }),
  headers: fc.record({ 'content-digest': value, authorization: value, 'x-any': value }),
})

test('of a request [S2]', () => {
  fc.assert(
    fc.property(components, request, (names, message) => {
      const own = requestBase(names, parameters, message).toString('hex')
      expect(own).toBe(byLibrary(httpbis.createSignatureBase({ fields: names }, message)))
    }),
    { seed, numRuns: 500 },
  )
})

test('of an answer [S2]', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), fc.base64String(), fc.base64String(), (status, digest, asked) => {
      const message = { status, headers: { 'content-digest': digest } }
      const question = { method: 'POST', url: '', headers: { signature: asked } }
      const theirs = httpbis.createSignatureBase({ fields: [...answerComponents] }, message, question)
      const own = answerBase(answerComponents, parameters, { status, digest, asked })
      expect(own.toString('hex')).toBe(byLibrary(theirs))
    }),
    { seed, numRuns: 500 },
  )
})

test('what is not in the request, or is none of a request, can not be covered [S2]', () => {
  const message = { method: 'GET', url: 'https://pay.example/', headers: {} }
  for (const name of ['@status', '@query-param', '@other', 'authorization'])
    expect(() => requestBase([name], parameters, message)).toThrow()
})
