/**
 * JSON as it should have been: one meaning only. `JSON.parse` takes the last of two equal keys, rounds numbers silently and keeps halves of
 * characters; a proxy in front may read the same bytes otherwise. What two readers could understand differently is refused here.
 */

export const nestingMax = 16

/** Why a text is not taken; never holds any of it. */
export class JsonRefused extends Error {
  readonly statusCode = 400
}

/** @throws JsonRefused for what is no JSON, or has more than one meaning */
export function parseStrictJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new JsonRefused('no JSON')
  }
  scan(text)
  return value
}

const quote = 0x22
const comma = 0x2c
const minus = 0x2d
const zero = 0x30
const nine = 0x39
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
/** Names by which JavaScript reaches what all objects share; no shape of ours has them. */
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype'])

/** One pass over a text that is known to be JSON. What an array holds has no names. */
function scan(text: string): void {
  const nesting: (Set<string> | undefined)[] = []
  let names: Set<string> | undefined
  let isName = false
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      const end = endOfString(text, at)
      if (isName) takeName(stringOf(text, at, end), names!)
      else stringOf(text, at, end)
      isName = false
      at = end
    } else if (code === minus || (code >= zero && code <= nine)) {
      at = readNumber(text, at)
    } else {
      if (code === openBrace || code === openBracket) {
        names = code === openBrace ? new Set() : undefined
        isName = names !== undefined
        if (nesting.push(names) > nestingMax) throw new JsonRefused('nested too deep')
      } else if (code === closeBrace || code === closeBracket) {
        nesting.pop()
        names = nesting.at(-1)
        isName = false
      } else if (code === comma) {
        isName = names !== undefined
      }
      at++
    }
  }
}

/** Where a string that begins here is over. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(at)) at += code === backslash ? 2 : 1
  return at + 1
}

/** Half a character can hide in escapes, as can a name that is there already. */
function stringOf(text: string, start: number, end: number): string {
  const plain = text.slice(start + 1, end - 1)
  if (!plain.includes('\\')) return plain
  const value = JSON.parse(text.slice(start, end)) as string
  if (!value.isWellFormed()) throw new JsonRefused('half a character')
  return value
}

function takeName(name: string, names: Set<string>): void {
  if (names.has(name)) throw new JsonRefused('a name twice in one object')
  if (forbiddenNames.has(name)) throw new JsonRefused('a name that is not taken')
  names.add(name)
}

/** As many decimal digits as every double keeps. */
const digitsMax = 15
const isNumberPart = /[-+.0-9eE]/

/** Whole numbers up to 2^53 - 1; others only when none of their digits is lost. Returns where the number ends. */
function readNumber(text: string, start: number): number {
  let end = start + 1
  for (let code = text.charCodeAt(end); code >= zero && code <= nine; code = text.charCodeAt(end)) end++
  const isWhole = end === text.length || !isNumberPart.test(text[end]!)
  if (isWhole && end - start <= digitsMax) return end
  while (end < text.length && isNumberPart.test(text[end]!)) end++
  const lexeme = text.slice(start, end)
  const digits = lexeme.split(/[eE]/, 1)[0]!.replace(/\D/g, '').replace(/^0+/, '')
  const fits = Math.abs(JSON.parse(lexeme) as number) <= Number.MAX_SAFE_INTEGER
  if (!fits || (!isWhole && digits.length > digitsMax)) throw new JsonRefused('a number that is not exact')
  return end
}
