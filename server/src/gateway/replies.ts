/**
 * Answers leave only in the shape that the contract promises: an unknown property, a float or a bigint where an integer
 * is due is a bug of ours, and an internal error is better than a leak or a wrong amount.
 */
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { assert } from '../kernel/assert.ts'

export type WriteReply = (value: unknown) => string

export function createReplyWriter(operationId: string, schema: TSchema): WriteReply {
  const shape = Compile(schema)
  return value => {
    if (!shape.Check(value)) {
      const where = shape
        .Errors(value)
        .map(error => `${error.instancePath} ${error.keyword}`)
        .join(', ')
      assert(false, `the reply of ${operationId} has another shape than promised: ${where}`)
    }
    return JSON.stringify(value)
  }
}
