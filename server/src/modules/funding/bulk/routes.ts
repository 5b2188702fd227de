/** Bulk loads over HTTP. */
import type { HandlersOf } from '../../../platform/http.ts'

export type BulkLoadOperation =
  | 'createBulkLoad'
  | 'listBulkLoads'
  | 'getBulkLoad'
  | 'listBulkLoadLines'
  | 'approveBulkLoad'
  | 'cancelBulkLoad'
  | 'undoBulkLoad'

export function bulkLoadRoutes(): HandlersOf<BulkLoadOperation> {
  return {
    createBulkLoad: async () => ({ ok: false, code: 'not_found' }),
    listBulkLoads: async () => ({ ok: true, value: { data: [], nextCursor: null } }),
    getBulkLoad: async () => ({ ok: false, code: 'not_found' }),
    listBulkLoadLines: async () => ({ ok: false, code: 'not_found' }),
    approveBulkLoad: async () => ({ ok: false, code: 'not_found' }),
    cancelBulkLoad: async () => ({ ok: false, code: 'not_found' }),
    undoBulkLoad: async () => ({ ok: false, code: 'not_found' }),
  }
}
