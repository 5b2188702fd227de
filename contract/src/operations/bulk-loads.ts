import {
  BulkLoad,
  BulkLoadLineList,
  BulkLoadLineQuery,
  BulkLoadList,
  BulkLoadQuery,
  CreateBulkLoad,
} from '../bulk-loads.ts'
import type { Role } from '../identity.ts'
import { byId, type Operation } from './operation.ts'

const makers = ['finance', 'marketing', 'administrator'] as const satisfies Role[]
const checkers = ['finance', 'administrator'] as const satisfies Role[]
const readers = [...makers, 'auditor'] as const satisfies Role[]

export const bulkLoadsOperations = {
  createBulkLoad: {
    method: 'POST',
    path: '/v1/bulk-loads',
    summary: 'Propose a bulk load from rows or CSV; answers with its preview',
    callers: [...makers],
    idempotent: true,
    bodyBytesMax: 2_000_000,
    body: CreateBulkLoad,
    status: 201,
    reply: BulkLoad,
    errors: ['idempotency_key_reused'],
  },
  listBulkLoads: {
    method: 'GET',
    path: '/v1/bulk-loads',
    summary: 'Bulk loads, newest first',
    callers: [...readers],
    query: BulkLoadQuery,
    status: 200,
    reply: BulkLoadList,
    errors: [],
  },
  getBulkLoad: {
    method: 'GET',
    path: '/v1/bulk-loads/{id}',
    summary: 'A bulk load and how far it is',
    callers: [...readers],
    params: byId('bulkLoad'),
    status: 200,
    reply: BulkLoad,
    errors: ['not_found'],
  },
  listBulkLoadLines: {
    method: 'GET',
    path: '/v1/bulk-loads/{id}/lines',
    summary: "A bulk load's lines in their order: whom they found, and what is wrong with them",
    callers: [...readers],
    params: byId('bulkLoad'),
    query: BulkLoadLineQuery,
    status: 200,
    reply: BulkLoadLineList,
    errors: ['not_found'],
  },
  approveBulkLoad: {
    method: 'POST',
    path: '/v1/bulk-loads/{id}/approve',
    summary: 'Approve a bulk load that someone else proposed; its ready lines are loaded',
    callers: [...checkers],
    idempotent: true,
    params: byId('bulkLoad'),
    status: 200,
    reply: BulkLoad,
    errors: ['not_found', 'second_person_required', 'bulk_load_closed'],
  },
  cancelBulkLoad: {
    method: 'POST',
    path: '/v1/bulk-loads/{id}/cancel',
    summary: 'Cancel a bulk load before it is approved',
    callers: [...makers],
    idempotent: true,
    params: byId('bulkLoad'),
    status: 200,
    reply: BulkLoad,
    errors: ['not_found', 'bulk_load_closed'],
  },
  undoBulkLoad: {
    method: 'POST',
    path: '/v1/bulk-loads/{id}/undo',
    summary: 'Take back what a bulk load brought and nobody has spent',
    callers: [...checkers],
    idempotent: true,
    params: byId('bulkLoad'),
    status: 200,
    reply: BulkLoad,
    errors: ['not_found', 'bulk_load_closed'],
  },
} as const satisfies Record<string, Operation>
