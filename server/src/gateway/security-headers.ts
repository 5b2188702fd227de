/** Headers of every answer: nothing is framed, sniffed, cached by accident or fetched from elsewhere. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const api = {
  ...everywhere,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/** Origins that pages may reach besides ours: those of a payment provider whose form takes the card. */
export interface ForeignOrigins {
  readonly scripts: readonly string[]
  readonly frames: readonly string[]
  readonly connections: readonly string[]
}

/** Pages run only what we serve, and a provider's form; `wasm-unsafe-eval` is for the barcode reader, which is WebAssembly. */
const pagesWith = ({ scripts, frames, connections }: ForeignOrigins) => ({
  ...everywhere,
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  'content-security-policy': [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts].join(' '),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    ["connect-src 'self'", ...connections].join(' '),
    ...(frames.length === 0 ? [] : [['frame-src', ...frames].join(' ')]),
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
})

const overTls = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

/** Headers by the path that is asked for. */
export type HeadersFor = (path: string) => Record<string, string>

const nobodyElse: ForeignOrigins = { scripts: [], frames: [], connections: [] }

/** For a deployment that is reached at `origin`. */
export function createSecurityHeaders(origin: string, foreign: ForeignOrigins = nobodyElse): HeadersFor {
  const tls = origin.startsWith('https:') ? overTls : {}
  const [forApi, forPages] = [
    { ...api, ...tls },
    { ...pagesWith(foreign), ...tls },
  ]
  return path => (path.startsWith('/v1/') ? forApi : forPages)
}
