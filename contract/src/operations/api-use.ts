import { ApiUse, ApiUseQuery } from '../api-use.ts'
import type { Operation } from './operation.ts'

export const apiUseOperations = {
  getApiUse: {
    method: 'GET',
    path: '/v1/api-use',
    summary: 'Calls by client, route and version: counts, errors, time taken',
    callers: ['auditor', 'administrator'],
    query: ApiUseQuery,
    status: 200,
    reply: ApiUse,
    errors: ['validation_failed'],
  },
} as const satisfies Record<string, Operation>
