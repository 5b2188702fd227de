/** Stores and what they sell. */
export { addStore } from './add-store.ts'
export { catalogueRoutes } from './routes.ts'
export { insertItem, type StoreRow, selectStores } from './store.ts'
