/**
 * PINs, hashed slowly: scrypt over a keyed hash of the PIN, so that a copy of the database alone allows no guess at all, and with the
 * master key too each guess costs 16 MiB and tens of milliseconds. A stored PIN is: version (1 byte), salt (16), hash (32).
 */
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { keyedHash, type MasterKey } from '../../platform/crypto.ts'

const version = 1
const saltLength = 16
const hashLength = 32
/** 128 · N · r bytes: 16 MiB, about 30 ms on a core of today's servers. */
const cost = { N: 2 ** 14, r: 8, p: 1 }
const slowHash = promisify<Buffer, Buffer, number, typeof cost, Buffer>(scrypt)

export const pinDigits = 6

export function drawPin(): string {
  return String(randomInt(10 ** pinDigits)).padStart(pinDigits, '0')
}

export async function hashPin(masterKey: MasterKey, pin: string): Promise<Buffer> {
  const salt = randomBytes(saltLength)
  return Buffer.concat([Buffer.of(version), salt, await hashWith(masterKey, salt, pin)])
}

/** Does the same work when there is nothing to compare with, and answers false. */
export async function isPin(masterKey: MasterKey, pin: string, stored: Buffer | undefined): Promise<boolean> {
  const compared = stored ?? nothing
  const salt = compared.subarray(1, 1 + saltLength)
  const same = timingSafeEqual(await hashWith(masterKey, salt, pin), compared.subarray(1 + saltLength))
  return same && stored?.[0] === version
}
const nothing = Buffer.alloc(1 + saltLength + hashLength)

function hashWith(masterKey: MasterKey, salt: Buffer, pin: string): Promise<Buffer> {
  return slowHash(keyedHash(masterKey, 'gift card pins', pin), salt, hashLength, cost)
}
