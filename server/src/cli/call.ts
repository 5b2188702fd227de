/** `ringfence call`: one API call as someone of the demo, signed where the API wants it. Prints status and body. */

import { createHmac, randomUUID } from 'node:crypto'
import {
  authorize,
  type Credentials,
  counterBytes,
  createClient,
  createProver,
  createSigner,
  digitsOf,
  generateSigningKey,
  importSigningKey,
  payCodeStep,
} from '@ringfence/contract'
import { type DemoFile, readDemoFile } from './demo-file.ts'
import { clock } from './deployment.ts'

export interface CallOptions {
  readonly as: string
  readonly directory: string
  readonly key?: string
  readonly json?: boolean
}

/** Exit status 0 for a 2xx answer, 1 for any other. */
export async function call(
  method: string,
  path: string,
  body: string | undefined,
  options: CallOptions,
): Promise<number> {
  const file = await requireDemoFile(options.directory)
  if (body !== undefined) JSON.parse(body) // says where a typing error is, before anything is sent
  const { token, credentials } = await signIn(file, options.as)
  const url = new URL(path, file.addresses.url).href
  const headers = new Headers({ accept: 'application/json' })
  if (method !== 'GET') headers.set('idempotency-key', `"${options.key ?? randomUUID()}"`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  await authorize(credentials, { method, url, headers, body }, token)
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  const text = await response.text()
  if (options.json) process.stdout.write(`${JSON.stringify({ status: response.status, body: parsed(text) })}\n`)
  else process.stdout.write(`${response.status} ${response.statusText}\n${pretty(text)}\n`)
  return response.ok ? 0 : 1
}

/** The pay code that a customer's phone shows now. */
export async function payCode(name: string | undefined, directory: string): Promise<void> {
  const file = await requireDemoFile(directory)
  const customer = find(file.customers, name ?? file.customers[0]!.name)
  const step = payCodeStep(clock.now())
  const mac = createHmac('sha1', Buffer.from(customer.device.secret, 'base64url')).update(counterBytes(step)).digest()
  process.stdout.write(`${customer.device.alias}${digitsOf(mac)}\n`)
}

async function requireDemoFile(directory: string): Promise<DemoFile> {
  const file = await readDemoFile(directory)
  if (!file) throw new Error(`there is no ${directory}/demo.json: start the demo first (npm run demo)`)
  return file
}

async function signIn(file: DemoFile, as: string): Promise<{ token: string; credentials: Credentials }> {
  const atTill = as === 'till'
  const personId = atTill ? file.till.personId : find([...file.customers, ...file.staff], as).personId
  const credentials: Credentials = atTill
    ? { sign: createSigner(await importSigningKey(file.till.key)) }
    : { prove: createProver(await generateSigningKey()) }
  const client = createClient({ baseUrl: file.addresses.url, ...credentials })
  const body = atTill ? { personId, terminalId: file.till.terminalId } : { personId }
  const answer = await client.signInSandbox({ body })
  if (!answer.ok) throw new Error(`could not sign in as ${as}: ${answer.problem.title}`)
  return { token: answer.data.accessToken, credentials }
}

/** Someone by id, role or part of the name; the first who fits. */
function find<P extends { readonly personId: string; readonly name: string; readonly role?: string }>(
  people: readonly P[],
  words: string,
): P {
  const wanted = words.toLowerCase()
  const found =
    people.find(person => person.personId === words || person.role === words) ??
    people.find(person => person.name.toLowerCase().includes(wanted)) ??
    (wanted === 'customer' ? people[0] : undefined)
  if (!found)
    throw new Error(`nobody of the demo is called ${words}; say till, customer, a role, or a name of demo.json`)
  return found
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}

function pretty(text: string): string {
  const value = parsed(text)
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
