/** How big and how slow a request may be. What the HTTP parser can hold, it holds; the rest is looked at once parsed. */
export const bodyBytesMax = 16 * 1024
export const nestingMax = 16
export const headersMax = 64
export const headerBytesMax = 8 * 1024
export const headersBytesMax = 16 * 1024
export const targetBytesMax = 4 * 1024

/** For Node's HTTP server. A client that trickles its request is cut off within seconds of its time. */
export const serverBounds = {
  maxHeaderSize: headersBytesMax,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  requireHostHeader: false, // the firewall does, with an answer like all others
} as const

/** Open connections at once, over all addresses: memory for each is bounded, so is the sum. */
export const connectionsMax = 20_000
