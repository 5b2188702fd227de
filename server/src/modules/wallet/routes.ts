/** A customer's own things over HTTP. A foreign id answers exactly as an absent one. */
import type { Device, EnrolledDevice } from '@ringfence/contract'
import { payCodeDigits, payCodePeriodSeconds } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../platform/http.ts'
import { requestAdjustment } from './adjust-balance.ts'
import { enrolDevice } from './enrol-device.ts'
import { importDeviceKey, sealToDevice } from './seal-to-device.ts'
import { revokeDevice, selectCustomer, selectDevices } from './store.ts'
import { accountsOf, withoutUuid } from './views.ts'

export function walletRoutes(
  db: Database,
  masterKey: MasterKey,
): HandlersOf<'getMe' | 'listMyAccounts' | 'listMyDevices' | 'enrolMyDevice' | 'removeMyDevice' | 'requestAdjustment'> {
  return {
    getMe: async call => {
      const me = await selectCustomer(db, masterKey, call.caller.personId)
      if (!me) return { ok: false, code: 'not_found' }
      const { first_name: firstName, last_name: lastName, email } = me
      return { ok: true, value: { id: toTypeId('cus', me.id), firstName, lastName, email } }
    },
    listMyAccounts: async call => {
      const accounts = await accountsOf(db, [call.caller.personId])
      return { ok: true, value: { data: accounts.get(call.caller.personId)!.map(withoutUuid) } }
    },
    listMyDevices: async call => {
      const devices = await selectDevices(db, call.caller.personId)
      return {
        ok: true,
        value: {
          data: devices.map(
            (device): Device => ({
              id: toTypeId('dev', device.id),
              name: device.name,
              alias: device.alias,
              enrolledAt: device.enrolled_at.toISOString(),
            }),
          ),
        },
      }
    },
    enrolMyDevice: call => enrol(db, masterKey, call),
    requestAdjustment: call => requestAdjustment(db, masterKey, call),
    removeMyDevice: async call => {
      const deviceId = fromTypeId('dev', call.params.id)
      const found =
        deviceId !== undefined &&
        (await db.transaction(tx => revokeDevice(tx, call.caller.personId, deviceId, call.nowMs)))
      return found ? { ok: true, value: undefined } : { ok: false, code: 'not_found' }
    },
  }
}

async function enrol(
  db: Database,
  masterKey: MasterKey,
  call: Call<'enrolMyDevice'>,
): Promise<Outcome<EnrolledDevice>> {
  const accounts = (await accountsOf(db, [call.caller.personId])).get(call.caller.personId)!
  const account = accounts.find(candidate => candidate.id === call.body.accountId)
  if (!account) return { ok: false, code: 'not_found' }
  const deviceKey = await importDeviceKey(call.body.publicKey)
  if (deviceKey === undefined) return { ok: false, code: 'validation_failed', pointers: ['/publicKey'] }
  const enrolment = await db.transaction(tx =>
    enrolDevice(tx, masterKey, { accountId: account.uuid, name: call.body.name, atMs: call.nowMs }),
  )
  const sealedSecret = await sealToDevice(enrolment.secret, deviceKey)
  return {
    ok: true,
    value: {
      id: toTypeId('dev', enrolment.deviceId),
      alias: enrolment.alias,
      sealedSecret,
      digits: payCodeDigits,
      periodSeconds: payCodePeriodSeconds,
    },
  }
}
