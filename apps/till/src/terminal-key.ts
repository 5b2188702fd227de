/** The till's signing key. The private half can't be read out; IndexedDB keeps it, so a reload is no new enrolment. */
import type { SigningKey } from '@ringfence/contract/signing'
import { del, get, set } from 'idb-keyval'

const nameOf = (terminalId: string) => `signing-key:${terminalId}`

export const loadKey = (terminalId: string) => get<SigningKey>(nameOf(terminalId))
export const saveKey = (terminalId: string, key: SigningKey) => set(nameOf(terminalId), key)
export const forgetKey = (terminalId: string) => del(nameOf(terminalId))
