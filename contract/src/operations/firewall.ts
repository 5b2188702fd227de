import { Closed, ListQuery } from '../common.ts'
import { FirewallRule, FirewallRuleList, NewFirewallRule, PutQuota, QuotaById, QuotaList } from '../firewall.ts'
import { byId, type Operation } from './operation.ts'

export const firewallOperations = {
  listFirewallRules: {
    method: 'GET',
    path: '/v1/firewall/rules',
    summary: 'Ranges of addresses that are refused or let in, newest first',
    callers: ['auditor', 'administrator'],
    query: Closed(ListQuery),
    status: 200,
    reply: FirewallRuleList,
    errors: [],
  },
  putFirewallRule: {
    method: 'POST',
    path: '/v1/firewall/rules',
    summary: 'Refuse a range, or let it in; the same range again takes the new reason and expiry',
    callers: ['administrator'],
    seesAddress: true,
    body: NewFirewallRule,
    status: 201,
    reply: FirewallRule,
    errors: ['would_lock_out', 'rule_limit_reached'],
  },
  removeFirewallRule: {
    method: 'DELETE',
    path: '/v1/firewall/rules/{id}',
    summary: 'Remove a rule',
    callers: ['administrator'],
    seesAddress: true,
    params: byId('firewallRule'),
    status: 204,
    errors: ['would_lock_out', 'not_found'],
  },
  listQuotas: {
    method: 'GET',
    path: '/v1/quotas',
    summary: 'Clients and people whose quota differs from the usual one',
    callers: ['auditor', 'administrator'],
    query: Closed(ListQuery),
    status: 200,
    reply: QuotaList,
    errors: [],
  },
  putQuota: {
    method: 'PUT',
    path: '/v1/quotas/{id}',
    summary: 'Set how much a client or a person may ask for in a minute; null is the usual quota again',
    callers: ['administrator'],
    params: QuotaById,
    body: PutQuota,
    status: 204,
    errors: ['rule_limit_reached'],
  },
} as const satisfies Record<string, Operation>
