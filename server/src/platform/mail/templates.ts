/** The closed list of messages: fixed subjects, fixed words, typed slots. There is no other way to write to anybody. */
import { type Block, MailRefused } from './blocks.ts'
import { type MoneySlot, moneyText, type TimeSlot, timeText } from './formats.ts'

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
  autoTopUp: {
    readonly kind: 'announced' | 'charged' | 'declined' | 'needsYou' | 'switchedOff' | 'skipped'
    /** Of one charge. */
    readonly value: MoneySlot
    readonly cardName: string
    /** Words of the bank, or why a date was let go by. */
    readonly reason: string | null
  }
  signInCode: {
    /** Eight digits. */
    readonly code: string
  }
  staffInvitation: {
    readonly name: string
    /** Proves the invitation: in the link it stands in the fragment, which no server is sent. */
    readonly token: string
  }
  passkey: {
    readonly change: 'added' | 'removed'
    readonly owner: 'customer' | 'staff'
    /** What it was made on: browser and system. */
    readonly deviceName: string
    readonly time: TimeSlot
  }
  emergency: {
    readonly name: string
    /** As it was given on the server. */
    readonly reason: string
    readonly until: TimeSlot
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
  autoTopUp: { subject: 'Your auto top-up', blocks: autoTopUpBlocks },
  signInCode: { subject: 'Your sign-in code', blocks: signInCodeBlocks },
  staffInvitation: { subject: 'You are invited to the console', blocks: staffInvitationBlocks },
  passkey: { subject: 'Your passkeys have changed', blocks: passkeyBlocks },
  emergency: { subject: 'Emergency access was granted', blocks: emergencyBlocks },
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

/** What is told before the first charge, and after each. */
function autoTopUpBlocks({ kind, value, cardName, reason }: MailSlots['autoTopUp']): Block[] {
  const amount = moneyText(value)
  const words: Record<MailSlots['autoTopUp']['kind'], readonly [heading: string, text: string]> = {
    announced: [
      'Auto top-up is on',
      `When it is due, ${amount} will be charged to ${cardName}. We tell you after each charge.`,
    ],
    charged: ['Your account was topped up', `${amount} was charged to ${cardName}.`],
    declined: ['A top-up was declined', `${amount} could not be charged to ${cardName}. We try again later.`],
    needsYou: ['Your bank wants you to confirm', `${amount} could not be charged to ${cardName} without you.`],
    switchedOff: ['Auto top-up is off', `${amount} could not be charged to ${cardName}. We do not try again.`],
    skipped: ['A top-up was left out', `${amount} was not charged to ${cardName} this time.`],
  }
  const reasons: Partial<Record<string, string>> = {
    balanceMaximum: 'Your balance would have passed its limit.',
    accountFrozen: 'Your account was frozen.',
  }
  if (!Object.hasOwn(words, kind)) throw new MailRefused('not a kind of notice')
  const [heading, text] = words[kind]
  return [
    { type: 'heading', text: heading },
    { type: 'paragraph', text },
    ...(reason === null ? [] : [{ type: 'paragraph', text: reasons[reason] ?? reason } as const]),
    { type: 'link', label: 'See or change it', path: '/app/auto-top-up' },
  ]
}

function signInCodeBlocks({ code }: MailSlots['signInCode']): Block[] {
  if (!/^\d{8}$/.test(code)) throw new MailRefused('not a sign-in code')
  return [
    { type: 'heading', text: 'Your sign-in code' },
    { type: 'code', text: `${code.slice(0, 4)} ${code.slice(4)}` },
    { type: 'paragraph', text: 'It works once, for ten minutes, on the page that asked for it.' },
    {
      type: 'paragraph',
      text: 'Nobody of ours will ever ask you for it. If you did not ask for a code, you need not do anything.',
    },
  ]
}

function staffInvitationBlocks({ name, token }: MailSlots['staffInvitation']): Block[] {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) throw new MailRefused('not the token of an invitation')
  return [
    { type: 'heading', text: `Welcome, ${name}` },
    { type: 'paragraph', text: 'Set up a passkey on the device that you work with. It takes the place of a password.' },
    { type: 'link', label: 'Set up your passkey', path: `/sign-in/invitation#${token}` },
    { type: 'paragraph', text: 'The link works once, for three days. Pass it on to nobody.' },
  ]
}

function passkeyBlocks({ change, owner, deviceName, time }: MailSlots['passkey']): Block[] {
  const words = { added: 'A passkey was added', removed: 'A passkey was removed' }
  const pages = { customer: '/app/you', staff: '/console/' }
  if (!Object.hasOwn(words, change) || !Object.hasOwn(pages, owner)) throw new MailRefused('not a change of passkeys')
  const effect = change === 'added' ? 'It signs in to your account from now on.' : 'It signs nobody in any more.'
  const help = owner === 'customer' ? 'end the sign-ins that you do not know, and tell us' : 'tell an administrator'
  return [
    { type: 'heading', text: words[change] },
    { type: 'paragraph', text: `Made on ${deviceName}; ${change} ${timeText(time)}. ${effect}` },
    { type: 'paragraph', text: `If that was not you, ${help} at once.` },
    {
      type: 'link',
      label: owner === 'customer' ? 'See where you are signed in' : 'Open the console',
      path: pages[owner],
    },
  ]
}

function emergencyBlocks({ name, reason, until }: MailSlots['emergency']): Block[] {
  return [
    { type: 'heading', text: 'Emergency access was granted' },
    {
      type: 'paragraph',
      text: `On the server, ${name} was made an administrator until ${timeText(until)}. The reason given:`,
    },
    { type: 'quote', text: reason },
    { type: 'paragraph', text: 'It ends by itself. All that is done with it is in the audit trail.' },
    { type: 'link', label: 'Look at the staff', path: '/console/staff' },
  ]
}
