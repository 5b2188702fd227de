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

/**
 * Trusted Types: text never becomes script. The one policy is that of the service worker's address. A provider's script is not ours and
 * brings sinks of its own, so that the pages with its form do without.
 */
const trustedTypes = ["require-trusted-types-for 'script'", 'trusted-types service-worker']

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
    ...(scripts.length === 0 ? trustedTypes : []),
  ].join('; '),
})

/** The service worker has no page to write into, and loads its own parts by their addresses. */
const workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"
const isWorker = /^\/app\/(sw|workbox-[\w-]+)\.js$/

const overTls = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

/** Headers by the path that is asked for. */
export type HeadersFor = (path: string) => Record<string, string>

const nobodyElse: ForeignOrigins = { scripts: [], frames: [], connections: [] }

/** For a deployment that is reached at `origin`. */
export function createSecurityHeaders(origin: string, foreign: ForeignOrigins = nobodyElse): HeadersFor {
  const tls = origin.startsWith('https:') ? overTls : {}
  const forApi = { ...api, ...tls }
  const forPages = { ...pagesWith(nobodyElse), ...tls }
  const forCustomers = { ...pagesWith(foreign), ...tls }
  const forWorker = { ...everywhere, 'content-security-policy': workerPolicy, ...tls }
  return path => {
    if (path.startsWith('/v1/')) return forApi
    if (isWorker.test(path)) return forWorker
    return path.startsWith('/app/') ? forCustomers : forPages
  }
}
