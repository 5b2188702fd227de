/**
 * Names and addresses of customers: sealed in one column. A customer is found by a keyed hash of the e-mail address, and by keyed hashes of
 * the first three letters of each word; whatever else a search wants is looked at after opening.
 */
import { keyedHash, type MasterKey, open, seal } from '../../platform/crypto.ts'

export interface Person {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
}

const purpose = 'wallet.customers'
const wordLength = 3

export function sealPerson(masterKey: MasterKey, { firstName, lastName, email }: Person): Buffer {
  return seal(masterKey, purpose, Buffer.from(JSON.stringify([firstName, lastName, email])))
}

export function openPerson(masterKey: MasterKey, sealed: Buffer): Person {
  const [firstName, lastName, email] = JSON.parse(open(masterKey, purpose, sealed).toString()) as [
    string,
    string,
    string,
  ]
  return { firstName, lastName, email }
}

/** In whatever case it is written. */
export function hashEmail(masterKey: MasterKey, email: string): Buffer {
  return keyedHash(masterKey, 'customer e-mail', email.toLowerCase())
}

/** Of all words that a customer can be found by. */
export function wordsOf(masterKey: MasterKey, { firstName, lastName, email }: Person): number[] {
  const words = `${firstName} ${lastName} ${email}`.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return [...new Set(words.filter(word => word !== '').map(word => hashWord(masterKey, word)))]
}

/** Hash of how the longest word of a search begins; undefined: too short to find anything by. */
export function searchWord(masterKey: MasterKey, search: string): number | undefined {
  const words = search.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a), '')
  return [...longest].length < wordLength ? undefined : hashWord(masterKey, longest)
}

function hashWord(masterKey: MasterKey, word: string): number {
  const start = [...word].slice(0, wordLength).join('')
  return keyedHash(masterKey, 'customer words', start).readInt32BE(0)
}

/** Whether the name or the address holds what is searched for. */
export function fits({ firstName, lastName, email }: Person, search: string): boolean {
  const wanted = search.toLowerCase()
  return `${firstName} ${lastName}`.toLowerCase().includes(wanted) || email.toLowerCase().includes(wanted)
}
