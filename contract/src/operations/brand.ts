import { Brand } from '../brand.ts'
import { roles } from '../identity.ts'
import type { Operation } from './operation.ts'

export const brandOperations = {
  getBrand: {
    method: 'GET',
    path: '/v1/brand',
    summary: 'Name, theme and limits of the brand',
    callers: 'anyone',
    status: 200,
    reply: Brand,
    errors: [],
  },
  streamEvents: {
    method: 'GET',
    path: '/v1/events/stream',
    summary: 'Live events as they happen (server-sent events)',
    callers: [...roles],
    status: 200,
    errors: [],
  },
} as const satisfies Record<string, Operation>
