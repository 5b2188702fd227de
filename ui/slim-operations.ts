/** For the builds of the apps: the client needs where an operation is and who may call it, not the shapes that the server checks. */
import { fileURLToPath } from 'node:url'
import { operations } from '@ringfence/contract'

const table = fileURLToPath(import.meta.resolve('@ringfence/contract')).replace(/index\.ts$/, 'operations.ts')
const shapes = new Set(['params', 'query', 'body', 'reply', 'errors', 'summary'])

/** A Vite plugin: in place of the table of operations, the same without shapes and words. */
export function slimOperations() {
  const slim = Object.entries(operations).map(([id, operation]) => [
    id,
    Object.fromEntries(Object.entries(operation).filter(([name]) => !shapes.has(name))),
  ])
  const code = `export const operations = ${JSON.stringify(Object.fromEntries(slim))}`
  return {
    name: 'slim-operations',
    enforce: 'pre' as const,
    load: (id: string) => (id.split('?', 1)[0] === table ? code : undefined),
  }
}
