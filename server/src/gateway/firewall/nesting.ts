/** Whether JSON nests deeper than it may, by one pass over its bytes: a parser is not given what could exhaust it. */
export function nestsDeeperThan(max: number, json: Uint8Array): boolean {
  let depth = 0
  let isText = false
  for (let i = 0; i < json.length; i += 1) {
    const byte = json[i]
    if (isText) {
      if (byte === backslash) i += 1
      else if (byte === quote) isText = false
    } else if (byte === quote) {
      isText = true
    } else if (byte === brace || byte === bracket) {
      depth += 1
      if (depth > max) return true
    } else if (byte === braceEnd || byte === bracketEnd) {
      depth -= 1
    }
  }
  return false
}
const [quote, backslash, brace, braceEnd, bracket, bracketEnd] = [...'"\\{}[]'].map(sign => sign.charCodeAt(0))
