/** What the parts of the Stripe provider share. */
import Stripe from 'stripe'
import { PspUnavailable } from '../psp.ts'

export interface StripeRoom {
  readonly client: Stripe
  readonly publishableKey: string
  readonly webhookSecret: string
}

/** Where Stripe said no for good to a request that could not be carried out as it was. */
export function isRefusal(error: unknown): error is InstanceType<typeof Stripe.errors.StripeInvalidRequestError> {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409 && error.statusCode !== 429
  )
}

function isUnanswered(error: unknown): error is InstanceType<typeof Stripe.errors.StripeError> {
  const { StripeError, StripeCardError, StripeIdempotencyError } = Stripe.errors
  if (!(error instanceof StripeError)) return false
  return !(error instanceof StripeCardError) && !(error instanceof StripeIdempotencyError) && !isRefusal(error)
}

/** Makes one question of "no answer", "too busy" and "broken over there": nothing is known, ask again. */
export async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    if (!isUnanswered(error)) throw error
    throw new PspUnavailable(`Stripe: ${error.type}`, { cause: error })
  }
}

/** The object, or undefined when Stripe has none with that id. */
export async function unlessMissing<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask(question)
  } catch (error) {
    if (isRefusal(error) && error.code === 'resource_missing') return undefined
    throw error
  }
}

/** The id of what may have been expanded. */
export function idOf(thing: string | { id: string } | null | undefined): string | null {
  return typeof thing === 'string' ? thing : (thing?.id ?? null)
}

export function expanded<T extends object>(thing: string | T | null | undefined): T | undefined {
  return typeof thing === 'object' && thing !== null ? thing : undefined
}
