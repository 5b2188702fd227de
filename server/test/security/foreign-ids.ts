/**
 * For every operation with an id in its path: a thing that is there, and is not the caller's. `$1` is the customer who asks, `$2` the stores of
 * the till staff who ask. `shared` says that nothing of the kind is foreign to who may call. An operation without an entry fails the test.
 */
const notMine = 'account_id IN (SELECT id FROM wallet.accounts WHERE customer_id <> $1)'
const elsewhere = 'NOT store_id = ANY ($2)'
const account = 'SELECT id FROM wallet.accounts WHERE customer_id <> $1'
const payment = `SELECT id FROM payments.payments WHERE ${notMine} AND ${elsewhere}`
const card = `SELECT id FROM wallet.cards WHERE ${notMine}`
const gift = 'SELECT id FROM gift_cards.gifts WHERE buyer_id IS DISTINCT FROM $1'
const load = `SELECT id FROM funding.loads WHERE ${notMine}`
const method = 'SELECT id FROM funding.payment_methods WHERE customer_id <> $1'
const request = `SELECT id FROM payments.requests WHERE ${elsewhere}`
const terminal = `SELECT id FROM identity.terminals WHERE ${elsewhere}`
const shift = `SELECT id FROM shifts.shifts WHERE ${elsewhere}`
const approval = 'SELECT id FROM approvals.approvals'

export const shared = 'shared'

export const foreignIds: Readonly<Record<string, string>> = {
  listMyActivity: account,
  getMyAutoTopUp: account,
  putMyAutoTopUp: account,
  removeMyAutoTopUp: account,
  consolidateMyGiftCards: account,
  removeMyDevice: `SELECT id FROM wallet.devices WHERE ${notMine}`,
  chooseMyPaymentMethod: method,
  removeMyPaymentMethod: method,
  getMyLoad: load,
  confirmMyLoad: load,
  getCard: card,
  chooseCardDesign: card,
  freezeCard: card,
  unfreezeCard: card,
  reportCardLost: card,
  replaceCard: card,
  getMyGift: gift,
  confirmMyGift: gift,
  resendMyGift: gift,
  cancelMyGift: gift,
  getMyPayment: payment,
  tipMyPayment: payment,
  mailMyReceipt: payment,
  endMySession: 'SELECT id FROM identity.sessions WHERE person_id <> $1',
  removeMyPasskey: 'SELECT id FROM identity.passkeys WHERE person_id <> $1',
  getPayment: payment,
  takeRefund: payment,
  capturePayment: payment,
  voidPayment: payment,
  tipPayment: payment,
  mailReceipt: payment,
  requestRefund: payment,
  getPaymentRequest: request,
  cancelPaymentRequest: request,
  cancelPaymentCode: request,
  createPaymentCode: 'SELECT id FROM catalogue.stores WHERE NOT id = ANY ($2)',
  listPaymentCodes: 'SELECT id FROM catalogue.stores WHERE NOT id = ANY ($2)',
  voidGiftCardActivation: `SELECT id FROM gift_cards.activations WHERE ${elsewhere}`,
  getOfflineRule: terminal,
  putOfflineRule: terminal,
  createEnrolmentCode: terminal,
  listTerminalKeys: terminal,
  revokeTerminalKeys: terminal,
  acceptOfflineGap: `SELECT id FROM payments.offline_flags WHERE ${elsewhere}`,
  resolveLateDecline: `SELECT id FROM payments.offline_payments WHERE ${elsewhere}`,
  takeCashMovement: shift,
  closeShift: shift,
  getShift: shift,
  getApproval: approval,
  approveApproval: approval,
  declineApproval: approval,
  // A code that anybody may scan and pay; a menu that anybody may read; customers, whom all staff who may call may look up.
  ...Object.fromEntries(
    ['payPaymentRequest', 'getMenu', 'getCustomer', 'listCustomerActivity'].map(id => [id, shared]),
  ),
  // Open to nobody but people of the whole brand, to whom no store and no customer is foreign; other roles are refused before.
  ...Object.fromEntries(
    [
      ...['getLoad', 'listCustomerLoads', 'takeLoadRefund', 'getPayout', 'listCustomerAutoTopUps', 'getBulkLoad'],
      ...[
        'listBulkLoadLines',
        'approveBulkLoad',
        'cancelBulkLoad',
        'undoBulkLoad',
        'getCardBatch',
        'downloadCardBatch',
      ],
      ...['listCustomerSessions', 'endCustomerSession', 'endCustomerSessions', 'getCustomerValue', 'getLedgerAccount'],
      ...['getWebhookEndpoint', 'changeWebhookEndpoint', 'deleteWebhookEndpoint', 'disableWebhookEndpoint'],
      ...['enableWebhookEndpoint', 'rotateWebhookSecret', 'testWebhookEndpoint', 'listWebhookDeliveries'],
      ...['replayWebhookDelivery', 'requestAdjustment', 'requestCardBatchDownload', 'changeStaff', 'inviteStaff'],
      ...['deactivateStaff', 'addClientKey', 'revokeClientKey', 'revokeClient', 'removeFirewallRule', 'putQuota'],
      ...['enrolSandboxTerminal'],
    ].map(id => [id, shared]),
  ),
}
