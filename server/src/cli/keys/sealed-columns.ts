/** Every column that holds sealed values, for a change of the master key. One that is missing here keeps the old key from being dropped. */
import type { SealedColumn } from '../../platform/rotate-keys.ts'

const one = (place: string, key: string, keyType: SealedColumn['keyType'], ...purpose: string[]): SealedColumn => {
  const [schema, table, column] = place.split('.') as [string, string, string]
  return { table: `${schema}.${table}`, column, key, keyType, purpose }
}

export const sealedColumns: readonly SealedColumn[] = [
  one('audit.keys.sealed', 'id', 'text', 'audit.keys'),
  one('gift_cards.cards.sealed_secret', 'id', 'uuid', 'printed gift cards', 'gift card replacement'),
  one('gift_cards.codes.sealed', 'card_id', 'uuid', 'gift card code'),
  one('gift_cards.gifts.sealed_wishes', 'id', 'uuid', 'gift wishes'),
  one('identity.email_codes.sealed_address', 'id', 'uuid', 'identity.email_codes.address'),
  one('identity.email_codes.sealed_newcomer', 'id', 'uuid', 'identity.email_codes.address'),
  one('identity.sign_ups.sealed_address', 'subject', 'text', 'identity.email_codes.address'),
  one('identity.signing_keys.private_jwk', 'kid', 'text', 'identity.signing_keys'),
  one('identity.staff.sealed_email', 'id', 'uuid', 'identity.staff.email'),
  one('payments.scan_keys.secret', 'id', 'smallint', 'payments.scan_keys'),
  one('ringfence.mails.sealed', 'id', 'uuid', 'mail'),
  one('wallet.customers.sealed', 'id', 'uuid', 'wallet.customers'),
  one('wallet.devices.secret', 'id', 'uuid', 'wallet.devices.secret'),
  one('webhooks.endpoints.sealed_previous', 'id', 'uuid', 'webhook secret'),
  one('webhooks.endpoints.sealed_secret', 'id', 'uuid', 'webhook secret'),
  {
    table: 'identity.provider_state',
    column: 'payload',
    key: 'id_hash',
    keyType: 'bytea',
    purpose: { sql: `'identity.provider_state ' || model || ' ' || encode(id_hash, 'hex')` },
  },
]
