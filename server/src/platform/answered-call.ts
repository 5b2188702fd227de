/** What is counted of an answered call: names and numbers, nothing of what was said. */
import type { ErrorCode, Role } from '@ringfence/contract'

export interface AnsweredCall {
  /** Of the table; `none` for what reached no operation. */
  readonly operation: string
  /** Of the address: `v1`. */
  readonly version: string
  /** The app or machine client of the token; `none` without one. */
  readonly client: string
  readonly role: Role | 'none'
  /** 499 when the client went away before the answer was whole. */
  readonly status: number
  readonly problem: ErrorCode | undefined
  /** Of a refused proof of possession: what kind, where the code does not say. */
  readonly proof?: 'dpop' | undefined
  readonly atMs: number
  readonly durationMs: number
}
