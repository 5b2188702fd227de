/** What Ringfence promises of stored value, paying, funding and cards: the rows that tests name in their titles, as `[2.6]`. */
export const capabilityRows = {
  1: {
    title: 'Stored value and the ledger',
    rows: [
      'Double entry, append only, integer minor units, no float',
      'No balance below zero or above its limit; the trial balance is zero at every instant; a hash chain that anyone verifies offline',
      'Holds with expiry, partial capture, atomic postings, reversals, point in time, idempotent by key for ever, dry run',
      'What is acknowledged is durable: a kill -9 loses no payment and keeps no half of one',
      'Nightly and on-demand self-audit, as a page and a command',
    ],
  },
  2: {
    title: 'Paying at the till',
    rows: [
      'Pay code: works offline, single use, bound to the first till, dead within a minute, never logged',
      'Scan to pay: the phone scans a signed code, sees store and amount, confirms; the till is told at once',
      'Plain hardware: wedge scanner, camera, typing, or the POS through the API',
      'Itemised basket, tax, tip before or after, split tender, receipts, void of the same day, refund whole or by line',
      "The customer's phone shows the payment within a second, with the receipt",
      'Offline till: signed store-and-forward, floor limits, late declines, nothing booked twice',
      'Shifts: opened with a float, counted, closed with over or short, reported',
    ],
  },
  3: {
    title: 'Funding',
    rows: [
      'Cards through a provider port: Stripe and a sandbox that behaves the same; card data only in hosted fields',
      'Cash at the till, gift cards into the account, bulk loads by CSV with preview',
      'Auto top-up by threshold or date: one charge in flight, caps, notices, back-off, never above the limit',
      'Disputes take value back without a negative balance: the shortfall is a debt, recovered from the next load',
      'Fees saved, month by month',
    ],
  },
  4: {
    title: 'Closed-loop cards and gift cards',
    rows: [
      'Designs; physical cards from a CSV, dead until activated; freeze, report lost, replace',
      'Numbers that no bank card can have, hashed; PINs hashed slowly; ten wrong tries lock; uniform answers',
      'E-gifts: mailed on a date, claimed, resent, cancelled, refunded; a gift card buys no gift card',
      'Consolidation of any number of cards, atomically; several cards on one basket, soonest expiry first',
    ],
  },
} as const
