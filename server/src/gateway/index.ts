export type { Authority } from './authority.ts'
export type { StreamedEvent, Subscribe } from './event-stream.ts'
export { buildGateway, type GatewayOptions } from './gateway.ts'
export { openApiDocument } from './openapi.ts'
