/** The closed list of messages: fixed subjects, fixed words, typed slots. There is no other way to write to anybody. */
import { type Block, MailRefused } from './blocks.ts'
import { moneyText, timeText } from './formats.ts'

/** Minor units as a decimal text: slots are stored as JSON. */
export interface MoneySlot {
  readonly amount: string
  readonly currency: string
}

export interface TimeSlot {
  readonly at: string
  readonly timeZone: string
}

export interface MailSlots {
  gift: {
    readonly recipientName: string
    readonly fromName: string | null
    readonly value: MoneySlot
    /** Plain text of the buyer; may be empty. */
    readonly message: string
    /** Proves the gift: in the link it stands in the fragment, which no server is sent. */
    readonly code: string
  }
  receipt: {
    readonly storeName: string
    readonly time: TimeSlot
    readonly items: readonly { readonly name: string; readonly quantity: number; readonly value: MoneySlot }[]
    readonly tax: MoneySlot
    readonly tip: MoneySlot | null
    readonly total: MoneySlot
    readonly refunded: MoneySlot | null
    readonly reference: string
  }
}
export type TemplateName = keyof MailSlots

interface Template<S> {
  readonly subject: string
  readonly blocks: (slots: S) => Block[]
}

export const templates: { readonly [K in TemplateName]: Template<MailSlots[K]> } = {
  gift: { subject: 'A gift card is waiting for you', blocks: giftBlocks },
  receipt: { subject: 'Your receipt', blocks: receiptBlocks },
}

function giftBlocks(slots: MailSlots['gift']): Block[] {
  if (!/^[0-9A-Z]{16,32}$/.test(slots.code)) throw new MailRefused('not the code of a gift card')
  const from = slots.fromName === null ? 'Somebody' : slots.fromName
  return [
    { type: 'heading', text: `${slots.recipientName}, here is a gift for you` },
    { type: 'paragraph', text: `${from} sent you a gift card with ${moneyText(slots.value)} on it.` },
    ...(slots.message === '' ? [] : [{ type: 'quote', text: slots.message } as const]),
    { type: 'link', label: 'Add it to your wallet', path: `/app/claim#${slots.code}` },
    { type: 'paragraph', text: 'Or type this code in the app, or show it at the till:' },
    { type: 'code', text: slots.code.match(/.{1,4}/g)!.join('-') },
    { type: 'paragraph', text: 'Whoever has the code can spend the gift. Pass it on to nobody.' },
  ]
}

function receiptBlocks(slots: MailSlots['receipt']): Block[] {
  const line = (label: string, value: MoneySlot | null) => (value === null ? [] : [[label, moneyText(value)] as const])
  return [
    { type: 'heading', text: 'Your receipt' },
    { type: 'paragraph', text: `${slots.storeName}, ${timeText(slots.time)}` },
    {
      type: 'rows',
      rows: [
        ...slots.items.map(({ name, quantity, value }) => [`${quantity} × ${name}`, moneyText(value)] as const),
        ...line('Tax', slots.tax),
        ...line('Tip', slots.tip),
        ...line('Total', slots.total),
        ...line('Refunded', slots.refunded),
      ],
    },
    { type: 'paragraph', text: `Payment ${slots.reference}` },
  ]
}
