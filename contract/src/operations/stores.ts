import { roles } from '../identity.ts'
import { Menu, StoreList } from '../stores.ts'
import { byId, type Operation } from './operation.ts'

export const storesOperations = {
  listStores: {
    method: 'GET',
    path: '/v1/stores',
    summary: 'Stores',
    callers: [...roles],
    status: 200,
    reply: StoreList,
    errors: [],
  },
  getMenu: {
    method: 'GET',
    path: '/v1/stores/{id}/menu',
    summary: 'What a store sells',
    callers: [...roles],
    params: byId('store'),
    status: 200,
    reply: Menu,
    errors: ['not_found'],
  },
} as const satisfies Record<string, Operation>
