/** The last net under the log: whatever a line was made of, no e-mail address, token, card number or IP address leaves with it. */
const email = /[A-Za-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g
/** A number that stands alone in JSON (after a colon, a comma or a bracket) is a time or a count, and stays one. */
const nets: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,3}/g, '[token]'],
  [/\b(?:Bearer|DPoP|Basic) [A-Za-z0-9._~+/=-]{8,}/g, '[authorization]'],
  [/(?<![A-Za-z0-9_:,[-])\d(?:[ -]?\d){12,18}(?![A-Za-z0-9_-])/g, '[number]'],
  [/(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g, '[address]'],
]

export function scrub(text: string): string {
  // It tries to begin an address at every letter: no line without an @ need pay for that.
  const start = text.includes('@') ? text.replace(email, '[e-mail]') : text
  return nets.reduce((line, [net, stand]) => line.replace(net, stand), start)
}
