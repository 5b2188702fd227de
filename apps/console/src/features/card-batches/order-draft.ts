import { cardBatchCountMax, type OrderCardBatch } from '@ringfence/contract'

/** The order as the form holds it. */
export interface OrderDraft {
  readonly name: string
  readonly count: string
  readonly design: string
  readonly ceiling: number
  readonly validMonths: string
}

export const emptyOrder = (design: string, ceiling: number): OrderDraft => ({
  name: '',
  count: '100',
  design,
  ceiling,
  validMonths: '',
})

const monthsMax = 600

/** What is wrong, by field; nothing when it can be sent. */
export function orderTroubles(draft: OrderDraft): { [Field in keyof OrderDraft]?: string } {
  const count = wholeOf(draft.count)
  const months = draft.validMonths.trim() === '' ? 1 : wholeOf(draft.validMonths)
  return {
    ...(draft.name.trim() === '' ? { name: 'Give the batch a name.' } : {}),
    ...(count === undefined || count < 1 || count > cardBatchCountMax ? { count: 'Between 1 and 10,000 cards.' } : {}),
    ...(draft.ceiling === 0 ? { ceiling: 'Say how much a card may hold.' } : {}),
    ...(months === undefined || months < 1 || months > monthsMax
      ? { validMonths: 'Between 1 and 600 months, or empty.' }
      : {}),
  }
}

export function orderBody({ name, count, design, ceiling, validMonths }: OrderDraft, currency: string): OrderCardBatch {
  return {
    name: name.trim(),
    design,
    count: wholeOf(count)!,
    currency,
    ceiling,
    validMonths: validMonths.trim() === '' ? null : wholeOf(validMonths)!,
  }
}

function wholeOf(text: string): number | undefined {
  return /^\d{1,6}$/.test(text.trim()) ? Number.parseInt(text.trim(), 10) : undefined
}
