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

/** Pages run only what we serve; `wasm-unsafe-eval` is for the barcode reader, which is WebAssembly. */
const pages = {
  ...everywhere,
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
}

const overTls = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

/** Headers by the path that is asked for. */
export type HeadersFor = (path: string) => Record<string, string>

/** For a deployment that is reached at `origin`. */
export function createSecurityHeaders(origin: string): HeadersFor {
  const tls = origin.startsWith('https:') ? overTls : {}
  const [forApi, forPages] = [
    { ...api, ...tls },
    { ...pages, ...tls },
  ]
  return path => (path.startsWith('/v1/') ? forApi : forPages)
}
