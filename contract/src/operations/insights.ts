import { consoleRoles } from '../identity.ts'
import { FeesSaved, FeesSavedQuery, Overview, OverviewQuery } from '../insights.ts'
import { financeRoles, type Operation } from './operation.ts'

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
  getFeesSaved: {
    method: 'GET',
    path: '/v1/insights/fees-saved',
    summary: 'Card fees that stored value saved, month by month',
    callers: ['marketing', ...financeRoles],
    query: FeesSavedQuery,
    status: 200,
    reply: FeesSaved,
    errors: [],
  },
} as const satisfies Record<string, Operation>
