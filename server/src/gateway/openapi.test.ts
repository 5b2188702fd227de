import { errors, type Operation, operations } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { openApiDocument } from './openapi.ts'

type Described = { operationId: string; 'x-roles': string[]; responses: object; parameters: { name: string }[] }
const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  paths: Record<string, Record<string, Described>>
  components: { responses: object }
}

test.each(Object.entries(operations) as [string, Operation][])(
  '%s is described with roles, answers and errors',
  (id, operation) => {
    const described = document.paths[operation.path]![operation.method.toLowerCase()]!
    expect(described.operationId).toBe(id)
    expect(described['x-roles']).toEqual(operation.callers === 'anyone' ? [] : operation.callers)
    const statuses = new Set(operation.errors.map(code => String(errors[code].status)))
    expect(Object.keys(described.responses)).toEqual(
      expect.arrayContaining([String(operation.status), ...statuses, '500', '503']),
    )
    const keyed = described.parameters.some(({ name }) => name === 'Idempotency-Key')
    expect(keyed).toBe(operation.idempotent === true)
  },
)

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)]
  expect(references.length).toBeGreaterThan(50)
  const components = document.components as unknown as Record<string, Record<string, unknown>>
  for (const [, kind, name] of references) expect(components[kind!]![name!]).toBeDefined()
})

test('there is nothing in it that the table does not have, and it is the same each time', () => {
  const described = Object.values(document.paths).flatMap(path => Object.keys(path))
  expect(described.length).toBe(Object.keys(operations).length)
  expect(JSON.stringify(openApiDocument())).toBe(JSON.stringify(openApiDocument()))
})
