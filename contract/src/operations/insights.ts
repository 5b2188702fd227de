import { consoleRoles } from '../identity.ts'
import { Overview, OverviewQuery } from '../insights.ts'
import type { Operation } from './operation.ts'

export const insightsOperations = {
  getOverview: {
    method: 'GET',
    path: '/v1/insights/overview',
    summary: 'How today goes',
    callers: [...consoleRoles, 'marketing'],
    query: OverviewQuery,
    status: 200,
    reply: Overview,
    errors: ['not_found'],
  },
} as const satisfies Record<string, Operation>
