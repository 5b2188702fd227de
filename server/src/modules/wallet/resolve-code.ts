/** From a pay code to the account it may pay from. Codes presented at the same moment are looked up together. */
import { parsePayCode } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { type MasterKey, open } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { groupRead } from '../../platform/group-read.ts'
import { deviceSecretPurpose } from './enrol-device.ts'
import { openPerson } from './person.ts'
import { checkCode } from './rules.ts'
import { type PayingDeviceRow, selectPayingDevices } from './store.ts'

export interface ResolvedCode {
  readonly ok: true
  readonly accountId: Uuid
  readonly deviceId: Uuid
  readonly step: number
  readonly currency: string
  readonly firstName: string
}

export type ResolveCode = (
  code: string,
  nowMs: number,
) => Promise<ResolvedCode | { ok: false; code: 'code_invalid' | 'code_expired' }>

/** A wrong alias and wrong digits give the same answer, so that aliases can't be found by trying. */
export function codeResolver(db: Database, masterKey: MasterKey): ResolveCode {
  const devices = groupRead<string, PayingDeviceRow | undefined>(async aliases => {
    const rows = await selectPayingDevices(db, aliases)
    const byAlias = new Map(rows.map(row => [row.alias, row]))
    return aliases.map(alias => byAlias.get(alias))
  })
  return async (text, nowMs) => {
    const parsed = parsePayCode(text)
    const device = parsed && (await devices.read(parsed.alias))
    if (!device) return { ok: false, code: 'code_invalid' }
    const check = checkCode(open(masterKey, deviceSecretPurpose, device.secret), parsed.digits, nowMs)
    if (!check.ok) return check
    return {
      ok: true,
      accountId: device.account_id,
      deviceId: device.device_id,
      step: check.step,
      currency: device.currency,
      firstName: openPerson(masterKey, device.sealed_person).firstName,
    }
  }
}
