/**
 * What the security of the API is measured by. Tests name these rows in their titles, as `[S4]`, `[A17]` or `[API10]`;
 * tools/security-tests.ts makes docs/SECURITY-TESTS.md of them. The requirements of OWASP's lists point at our rows.
 */

/** Requirements: what must be there. */
export const requirements = {
  S1: 'TLS everywhere: no listener beyond loopback without it, mutual TLS between our processes, verified TLS to the database',
  S2: 'Every write of a machine is signed (RFC 9421), each nonce is good once over all processes, answers and webhooks are signed too',
  S3: 'Access tokens live five minutes at most and are bound to a key: DPoP for apps, signatures for machines',
  S4: 'OAuth and OpenID Connect by a certified library, or by an external issuer; a code is redeemed once',
  S5: 'One entry point: the other roles refuse connections that do not come with the certificate of the edge',
  S6: 'Service mesh: mutual TLS with SPIFFE identities, short certificates, one policy file, default deny',
  S7: 'Firewall, first layer: methods, paths, sizes, one content type, signatures of attacks, lists of addresses',
  S8: 'Firewall, second layer: strict JSON, closed shapes in and out, ownership in SQL with row-level security behind it, velocity rules',
  S9: 'Rate limits, coarse by address and exact by client over all processes, told in headers',
  S10: 'Roles: one table of routes, roles and scopes; four eyes, step-up, a limit of administrators, loud break-glass',
  S11: 'Audit: append only, chained, sealed, signed, verifiable to the row',
  S12: 'Monitoring: logs, metrics and traces that hold no secret and nothing personal',
  S13: 'Versions in every path; deprecated, sunset and retired by a registry',
  S14: 'Documentation of the API only for those who may read it',
  S15: 'Minimal information in every answer',
  S16: 'Locked messages: closed templates, fixed subjects, links to our own origin only',
  S17: 'Addresses of people are kept secret',
  S18: 'Finding vulnerabilities is part of the build',
  S19: 'Secrets from files or environment, sealed at rest, rotated by command',
  S20: 'Browser: strict policy, no foreign request, no token within reach of a script',
} as const

/** Attacks that must fail, each with what stops it. */
export const attacks = {
  A1: ['Double spend by parallel requests', 'guarded balance in one conditional update; unique keys'],
  A2: ['Two tills with one pay code', 'unique index on device and step, in the transaction of the payment'],
  A3: ['Screenshot of a pay code after 61 s', 'steps of 30 s, one of drift either way'],
  A4: ['Guessing pay codes', 'alias of 40 random bits and 8 digits, one answer for all that is wrong, limits per till'],
  A5: ['Guessing gift-card numbers', 'random numbers, one answer, limits by caller, address and over all'],
  A6: ['Timing of PINs', 'the same work for absent, present and wrong'],
  A7: ['Refund above what is left', 'rest of the payment under lock'],
  A8: ['Refund to another account', 'a refund names no account: it goes back where it came from'],
  A9: ['Cashier approves the own refund', 'four eyes, checked in the database'],
  A10: [
    'Foreign ids on every route',
    'ownership in SQL, row-level security behind it, absent and foreign answer alike',
  ],
  A11: ['Mass assignment', 'closed shapes: what is not named is refused'],
  A12: ['Card testing by top-ups', 'velocity rules: 20 declines block'],
  A13: ['Pumping of one-time codes', 'limits per address and person, and of the cost over all'],
  A14: ['Script in texts that others see', 'text is shown as text; the page runs only our own files'],
  A15: [
    'Server-side request forgery by a webhook address',
    'addresses are judged when the connection is made; no redirects',
  ],
  A16: ['Clock skew', 'window of 60 s, on proofs and signatures'],
  A17: ['A signed request replayed to another process', 'nonces in the database'],
  A18: ['Idempotency key used again', 'unique per client; other content is 422, in flight 409'],
  A19: ['Amounts that are no amounts', 'integers from 1 to 10^12, nothing converted'],
  A20: ['Currency confusion', 'currency of request, account and store must agree'],
  A21: ['Prototype pollution', 'the parser refuses the names'],
  A22: ['Duplicate keys', 'the parser refuses them'],
  A23: ['Log injection', 'structured logs: one line an entry, control characters escaped'],
  A24: ['Request smuggling', 'conflicting lengths and encodings end the connection'],
  A25: ['Spoofed identity headers', 'identity comes from token and proof alone; proxies are configured'],
  A26: ['Administrator by e-mail code', 'staff sign in with a passkey only'],
  A27: ['Card-to-card transfer at once', 'accounts locked in one order; atomic'],
  A28: ['Limited offer raced by parallel orders', 'no operation grants offers; a test stands guard'],
  A29: ['Referral farming', 'no operation grants referrals; a test stands guard'],
  A30: [
    'Draining all gift cards for one small basket',
    'a basket takes what it costs, and no card more often than it may',
  ],
  A31: ['Expired value spent', 'expiry is judged when value is taken, under lock'],
} as const

export type Row = keyof typeof requirements | keyof typeof attacks

/** OWASP API Security Top 10, 2023 (https://owasp.org/API-Security/editions/2023/en/0x11-t10/). */
export const owaspApi: Record<string, readonly [string, readonly Row[]]> = {
  API1: ['Broken Object Level Authorization', ['A10', 'S8']],
  API2: ['Broken Authentication', ['S3', 'S4', 'A13', 'A26']],
  API3: ['Broken Object Property Level Authorization', ['A11', 'S8', 'S15']],
  API4: ['Unrestricted Resource Consumption', ['S7', 'S9', 'A13']],
  API5: ['Broken Function Level Authorization', ['S10']],
  API6: ['Unrestricted Access to Sensitive Business Flows', ['A5', 'A12', 'A28', 'A29', 'A30']],
  API7: ['Server Side Request Forgery', ['A15']],
  API8: ['Security Misconfiguration', ['S1', 'S7', 'S15', 'S20']],
  API9: ['Improper Inventory Management', ['S13', 'S14', 'S18']],
  API10: ['Unsafe Consumption of APIs', []],
}

/** OWASP Application Security Verification Standard 5.0, by chapter (https://owasp.org/ASVS). V17, WebRTC, does not apply. */
export const asvs: Record<string, readonly [string, readonly Row[]]> = {
  V1: ['Encoding and Sanitization', ['A14', 'A21', 'A22', 'A23', 'S16']],
  V2: ['Validation and Business Logic', ['A1', 'A7', 'A12', 'A19', 'A20', 'S8']],
  V3: ['Web Frontend Security', ['S20']],
  V4: ['API and Web Service', ['S2', 'S7', 'A18', 'A24']],
  V5: ['File Handling', ['S7']],
  V6: ['Authentication', ['S4', 'A13', 'A26']],
  V7: ['Session Management', ['S3', 'S20']],
  V8: ['Authorization', ['S10', 'A9', 'A10', 'A25']],
  V9: ['Self-contained Tokens', ['S3']],
  V10: ['OAuth and OIDC', ['S4']],
  V11: ['Cryptography', ['S2', 'S19', 'A6']],
  V12: ['Secure Communication', ['S1', 'S5', 'S6']],
  V13: ['Configuration', ['S14', 'S18', 'S19']],
  V14: ['Data Protection', ['S12', 'S15', 'S17', 'S19']],
  V15: ['Secure Coding and Architecture', ['S18', 'A11', 'A15']],
  V16: ['Security Logging and Error Handling', ['S11', 'S12', 'S15', 'A23']],
}
