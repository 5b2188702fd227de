/** Enrols a device to show pay codes: an unguessable alias and a secret that only the device and the sealed row know. */
import { randomBytes } from 'node:crypto'
import { newId, randomText, type Uuid } from '../../kernel/ids.ts'
import { type MasterKey, seal } from '../../platform/crypto.ts'
import type { Transaction } from '../../platform/database.ts'
import { insertDevice } from './store.ts'

export const deviceSecretPurpose = 'wallet.devices.secret'

export interface Enrolment {
  readonly deviceId: Uuid
  readonly alias: string
  /** 20 bytes: the length of the MAC's output, as RFC 4226 recommends (section 4, R6). Told to the device once. */
  readonly secret: Buffer
}

export async function enrolDevice(
  tx: Transaction,
  masterKey: MasterKey,
  device: { accountId: Uuid; name: string; atMs: number; alias?: string; secret?: Buffer },
): Promise<Enrolment> {
  const deviceId = newId()
  const alias = device.alias ?? drawAlias()
  const secret = device.secret ?? randomBytes(20)
  const sealedSecret = seal(masterKey, deviceSecretPurpose, secret)
  await insertDevice(tx, {
    id: deviceId,
    accountId: device.accountId,
    alias,
    sealedSecret,
    name: device.name,
    atMs: device.atMs,
  })
  return { deviceId, alias, secret }
}

/** 8 characters with a letter among them: a pay code never looks like the number of a printed card, which has digits only. */
function drawAlias(): string {
  for (;;) {
    const alias = randomText(8)
    if (/[A-Z]/.test(alias)) return alias
  }
}
