/** How programs behind us could read a value: as it is, decoded once more, and with what hides words taken out. */
export function readingsOf(value: string): string[] {
  const texts = [value, decode(value)].flatMap(text =>
    /[\t\r\n]/.test(text) ? [text, text.replace(/[\t\r\n]/g, '')] : [text],
  )
  return [...new Set(texts.map(normalize))]
}

/** One spelling for all: no full-width letters, capitals, comments between words, invisible characters, runs of spaces. */
function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(invisible, '')
    .replace(/\/\*!?\d{0,6}([^*]{0,200})\*\//g, ' $1 ')
    .replace(/\s+/g, ' ')
}
const invisible = /(?![\t\n\v\f\r])[\p{Cf}\p{Cc}]/gu

/** One layer of percent encoding and of HTML's. */
function decode(text: string): string {
  return text
    .replace(/\+/g, ' ')
    .replace(/%(?:u00)?([0-9a-f]{2})/gi, (_, hex: string) => character(Number.parseInt(hex, 16)))
    .replace(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi,
      (whole, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return entities[name.toLowerCase()] ?? whole
        return character(hex === undefined ? Number.parseInt(decimal ?? '0', 10) : Number.parseInt(hex, 16))
      },
    )
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  colon: ':',
  lpar: '(',
  tab: '',
  newline: '',
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
