/** The till's signing key. The private half can't be read out; IndexedDB keeps it, so a reload is no new enrolment. */
import type { Terminal } from '@ringfence/contract'
import type { SigningKey } from '@ringfence/contract/signing'
import { del, get, set } from 'idb-keyval'

const nameOf = (terminalId: string) => `signing-key:${terminalId}`

// A browser that keeps nothing (some private windows) still works: the till is then enrolled anew at each start.
const nothing = () => undefined

export const loadKey = (terminalId: string) => get<SigningKey>(nameOf(terminalId)).catch(nothing)
export const saveKey = (terminalId: string, key: SigningKey) => set(nameOf(terminalId), key).catch(nothing)
export const forgetKey = (terminalId: string) => del(nameOf(terminalId)).catch(nothing)

/** Which till this device was made by a code from the console. */
export const keptTill = () => get<Terminal>('till').catch(nothing)
export const keepTill = (terminal: Terminal) => set('till', terminal).catch(nothing)
