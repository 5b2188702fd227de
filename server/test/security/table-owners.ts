/**
 * Whose rows a table holds: said a second time, apart from the policies of the migrations, so that the two can be compared. `t` is the row,
 * `$1` the customer; `nobody` for rows that no customer's request needs. A new table is added here or to `withoutOwner`.
 */
const account = (column: string) =>
  `EXISTS (SELECT FROM wallet.accounts a WHERE a.id = ${column} AND a.customer_id = $1)`
const held = (column: string) =>
  `EXISTS (SELECT FROM gift_cards.cards c WHERE c.account_id = ${column} AND c.customer_id = $1)`
const bought = (column: string) =>
  `EXISTS (SELECT FROM gift_cards.gifts g WHERE g.account_id = ${column} AND g.buyer_id = $1)`
const card = (column: string) =>
  `EXISTS (SELECT FROM gift_cards.cards c WHERE c.id = ${column} AND (c.customer_id = $1 OR ${bought('c.account_id')}))`
const payment = `EXISTS (SELECT FROM payments.payments p WHERE p.id = t.payment_id AND (${account('p.account_id')} OR ${held('p.account_id')}))`

export const customersOwn: Readonly<Record<string, string>> = {
  'wallet.customers': 't.id = $1',
  'wallet.accounts': 't.customer_id = $1',
  'wallet.cards': account('t.account_id'),
  'wallet.devices': account('t.account_id'),
  'gift_cards.cards': `t.customer_id = $1 OR ${bought('t.account_id')}`,
  'gift_cards.gifts': `t.buyer_id = $1 OR ${held('t.account_id')}`,
  'gift_cards.codes': card('t.card_id'),
  'gift_cards.activations': card('t.card_id'),
  'gift_cards.consolidations': account('t.account_id'),
  'gift_cards.consolidated_cards': `EXISTS (SELECT FROM gift_cards.consolidations k WHERE k.id = t.consolidation_id AND ${account('k.account_id')})`,
  'gift_cards.gift_refunds': `EXISTS (SELECT FROM gift_cards.gifts g WHERE g.id = t.gift_id AND (g.buyer_id = $1 OR ${held('g.account_id')}))`,
  'funding.loads': account('t.account_id'),
  'funding.load_refunds': `EXISTS (SELECT FROM funding.loads l WHERE l.id = t.load_id AND ${account('l.account_id')})`,
  'funding.debts': account('t.account_id'),
  'funding.disputes': account('t.account_id'),
  'funding.payment_methods': 't.customer_id = $1',
  'funding.psp_customers': 't.customer_id = $1',
  'funding.card_tries': 't.customer_id = $1',
  'funding.auto_top_ups': 't.customer_id = $1',
  'funding.auto_top_up_notices': account('t.account_id'),
  'funding.bulk_lines': 'nobody',
  'payments.payments': `${account('t.account_id')} OR ${held('t.account_id')}`,
  'payments.visits': account('t.account_id'),
  'payments.refunds': payment,
  'payments.refund_parts': payment,
  'payments.tenders': payment,
  'payments.deeds': payment,
  'payments.offline_payments': 'nobody',
  'identity.sessions': 't.person_id = $1',
  'identity.passkeys': 't.person_id = $1',
  'notifications.mail_preferences': 't.customer_id = $1',
  'notifications.receipts': payment,
}

/** No customer's rows, or none that a customer's request may tell apart: the ledger's functions never rest on a session's settings. */
export const withoutOwner: readonly string[] = [
  ...['ringfence.data_keys', 'ringfence.data_key_wraps', 'ringfence.key_facts', 'wallet.customer_words'],
  ...['approvals.approvals'],
  ...['audit.batches', 'audit.events', 'audit.head', 'audit.keys', 'audit.verifications'],
  ...['catalogue.items', 'catalogue.stores'],
  ...['firewall.quotas', 'firewall.rate_limits', 'firewall.rules'],
  ...[
    'funding.auto_top_up_offsets',
    'funding.bulk_loads',
    'funding.payout_items',
    'funding.payouts',
    'funding.psp_events',
  ],
  ...['gift_cards.batches', 'gift_cards.dispute_parts', 'gift_cards.disputes', 'gift_cards.imports'],
  ...[
    'identity.administrator_seats',
    'identity.challenges',
    'identity.client_keys',
    'identity.clients',
    'identity.email_codes',
    'identity.emergencies',
    'identity.enrolment_codes',
    'identity.provider_replays',
    'identity.provider_state',
    'identity.sandbox_customers',
    'identity.sign_in_proofs',
    'identity.sign_ups',
    'identity.signing_keys',
    'identity.staff',
    'identity.staff_invitations',
    'identity.terminal_keys',
    'identity.terminals',
  ],
  ...['insights.customer_days', 'insights.hours', 'insights.load_hours', 'insights.offsets'],
  ...[
    'ledger.accounts',
    'ledger.audits',
    'ledger.batches',
    'ledger.heads',
    'ledger.holds',
    'ledger.lots',
    'ledger.transfers',
  ],
  ...['monitoring.api_use'],
  ...['notifications.offsets'],
  ...[
    'payments.offline_chains',
    'payments.offline_flags',
    'payments.offline_rules',
    'payments.offline_terminals',
    'payments.presented_codes',
    'payments.request_payments',
    'payments.requests',
    'payments.scan_keys',
  ],
  ...[
    'ringfence.code',
    'ringfence.mails',
    'ringfence.migrations',
    'ringfence.outbox',
    'ringfence.outbox_heads',
    'ringfence.proofs',
    'ringfence.sandbox_mails',
    'ringfence.settings',
    'ringfence.tries',
  ],
  ...['sandbox_psp.records'],
  ...['shifts.cash_movements', 'shifts.shifts'],
  ...['wallet.card_designs'],
  ...['webhooks.counter', 'webhooks.deliveries', 'webhooks.endpoints', 'webhooks.events', 'webhooks.offsets'],
]
