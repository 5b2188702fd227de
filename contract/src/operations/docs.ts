import { Type } from 'typebox'
import { consoleRoles } from '../identity.ts'
import type { Operation } from './operation.ts'

/** Closed at the top; what is inside is the OpenAPI specification's affair. */
const OpenApiDocument = Type.Object(
  { openapi: Type.String({ pattern: '^3\\.1\\.' }), paths: Type.Object({}, { additionalProperties: true }) },
  { additionalProperties: true, description: 'OpenAPI 3.1.' },
)

export const docsOperations = {
  getOpenApi: {
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This document: every route of the API',
    callers: [...consoleRoles, 'marketing', 'client'],
    concealed: true,
    status: 200,
    reply: OpenApiDocument,
    errors: [],
  },
} as const satisfies Record<string, Operation>
