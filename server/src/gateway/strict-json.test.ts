import { type AnyNode, parse, type ValueNode } from '@humanwhocodes/momoa'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonRefused, nestingMax, parseStrictJson } from './strict-json.ts'

const nested = (depth: number, [open, close]: readonly [string, string]) => open.repeat(depth) + close.repeat(depth)

describe('what has one meaning is read as JSON.parse reads it', () => {
  test.each([
    '{}',
    ' [ ] ',
    'null',
    '"text"',
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":"\\\\","b":"\\\\\\""}',
    '"\\ud83c\\udf75"',
    '[9007199254740991,-9007199254740991,0,-0,0.1,1e2,1.5e-3]',
    '{"aa":1,"a\\u0062":2}',
    nested(nestingMax, ['[', ']']),
  ])('%s', text => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text))
  })
})

describe('what two readers could understand differently is refused', () => {
  test.each([
    ['a name twice [A22]', '{"amount":1,"amount":2}'],
    ['a name twice, once in escapes [A22]', '{"amount":1,"\\u0061mount":2}'],
    ['a name twice, inside [A22]', '{"items":[{"a":[],"b":{},"a":1}]}'],
    ['an empty name twice [A22]', '{"":1,"":2}'],
    ['__proto__ [A21]', '{"__proto__":{"admin":true}}'],
    ['__proto__ in escapes [A21]', '{"\\u005f_proto__":{"admin":true}}'],
    ['constructor [A21]', '{"a":{"constructor":{"prototype":{"admin":true}}}}'],
    ['prototype [A21]', '[{"prototype":1}]'],
    ['nesting of arrays', nested(nestingMax + 1, ['[', ']'])],
    ['nesting of objects', `${'{"a":'.repeat(nestingMax + 1)}1${'}'.repeat(nestingMax + 1)}`],
    ['half a character', '"\\ud83c"'],
    ['half a character in a name', '{"\\udf75":1}'],
    ['2^53 [A19]', '9007199254740992'],
    ['2^53 + 1 [A19]', '[9007199254740993]'],
    ['-2^53 [A19]', '{"amount":-9007199254740992}'],
    ['1e21 [A19]', '1e21'],
    ['a number beyond all [A19]', '1e400'],
    ['more digits than a number keeps [A19]', '0.1000000000000000055511151231257827'],
    ['a whole number that is one by rounding [A19]', '4.5000000000000000000001'],
    ['no JSON', '{a:1}'],
    ['two values', '{} {}'],
    ['nothing', ''],
    ['a comment', '{"a":1/**/}'],
    ['NaN', 'NaN'],
  ])('%s', (_, text) => {
    expect(() => parseStrictJson(text)).toThrow(JsonRefused)
  })
})

test('the reason repeats nothing of the text [A23]', () => {
  for (const text of ['{"CANARY":1,"CANARY":2}', 'CANARY', '{"CANARY":1e999}']) {
    expect(() => parseStrictJson(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching('CANARY') }),
    )
  }
})

/** The same rules over the tree of an independent parser. */
function isRefused(node: ValueNode, depth = 1): boolean {
  if (node.type === 'String') return !node.value.isWellFormed()
  if (node.type === 'Number') return !Number.isSafeInteger(node.value) && Math.abs(node.value) > Number.MAX_SAFE_INTEGER
  if (node.type !== 'Object' && node.type !== 'Array') return false
  if (depth > nestingMax) return true
  if (node.type === 'Array') return node.elements.some(element => isRefused(element.value, depth + 1))
  const names = node.members.map(({ name }) => (name.type === 'String' ? name.value : name.name))
  return (
    new Set(names).size < names.length ||
    names.some(name => !name.isWellFormed() || ['__proto__', 'constructor', 'prototype'].includes(name)) ||
    node.members.some(member => isRefused(member.value, depth + 1))
  )
}

const escaped = (text: string) =>
  `"${[...Array(text.length)].map((_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
const word = fc.constantFrom(
  'a',
  'b',
  'amount',
  '__proto__',
  'constructor',
  '',
  '"',
  '\\',
  '{"a":1}',
  ',',
  '\ud83c',
  '🍵',
  '1e9',
)
const quoted = fc.tuple(word, fc.boolean()).map(([text, hide]) => (hide ? escaped(text) : JSON.stringify(text)))
const leaf = fc.oneof(
  quoted,
  fc.constantFrom(
    'null',
    'true',
    'false',
    '0',
    '-0',
    '1e2',
    '-1.5',
    '9007199254740991',
    '9007199254740993',
    '1e300',
    '123456789012345',
  ),
  fc.integer().map(String),
)
const space = fc.constantFrom('', ' ', '\n\t')
const { json } = fc.letrec<{ json: string }>(tie => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc
      .tuple(space, fc.array(tie('json'), { maxLength: 3 }))
      .map(([gap, all]) => `[${gap}${all.join(`${gap},`)}${gap}]`),
    fc
      .tuple(space, fc.array(fc.tuple(quoted, tie('json')), { maxLength: 3 }))
      .map(([gap, all]) => `{${gap}${all.map(([name, value]) => `${name}${gap}:${value}`).join(`,${gap}`)}}`),
    tie('json').map(inner => `[[[[[${inner}]]]]]`),
  ),
}))

test('an independent parser refuses the same texts and reads the others the same [A21] [A22] [S8]', () => {
  let refused = 0
  fc.assert(
    fc.property(json, text => {
      const node: AnyNode = parse(text, { mode: 'json' })
      if (isRefused(node.body)) {
        refused++
        expect(() => parseStrictJson(text)).toThrow(JsonRefused)
      } else expect(parseStrictJson(text)).toEqual(JSON.parse(text))
    }),
    { numRuns: 2000, seed: 4 },
  )
  expect(refused).toBeGreaterThan(100) // both kinds were met
})
