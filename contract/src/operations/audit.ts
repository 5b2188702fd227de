import { AuditEventList, AuditEventQuery, AuditExportQuery, AuditState, AuditVerification } from '../audit.ts'
import type { Role } from '../identity.ts'
import type { Operation } from './operation.ts'

const callers = ['auditor', 'administrator'] as const satisfies Role[]

export const auditOperations = {
  listAuditEvents: {
    method: 'GET',
    path: '/v1/audit-events',
    summary: 'What staff, clients and the system did, newest first',
    callers: [...callers],
    query: AuditEventQuery,
    status: 200,
    reply: AuditEventList,
    errors: ['validation_failed'],
  },
  exportAuditEvents: {
    method: 'GET',
    path: '/v1/audit-events/export',
    summary: 'The same, up to 5,000 at once, oldest first; this itself is recorded',
    callers: [...callers],
    recorded: true,
    query: AuditExportQuery,
    status: 200,
    reply: AuditEventList,
    errors: ['validation_failed'],
  },
  getAuditState: {
    method: 'GET',
    path: '/v1/audit-events/state',
    summary: 'How far the trail is sealed, and what the last verification found',
    callers: [...callers],
    status: 200,
    reply: AuditState,
    errors: [],
  },
  verifyAuditTrail: {
    method: 'GET',
    path: '/v1/audit-events/verification',
    summary: 'Compute the whole trail anew now',
    callers: [...callers],
    recorded: true,
    status: 200,
    reply: AuditVerification,
    errors: [],
  },
} as const satisfies Record<string, Operation>
