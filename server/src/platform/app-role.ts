/**
 * The login that the server works with: `ringfence_app`, which owns nothing. Migrations alone run as the owner of the tables.
 * Its password follows from the owner's, so that all processes know it and none has to keep it; or the operator gives a whole URL.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Database, openDatabase, sqlState } from './database.ts'

export const appRole = 'ringfence_app'

/**
 * URL by which the server reaches the database. Sets the role's password when it is not yet the one expected.
 * @param given the operator's own login: `ringfence_app` or a member of it
 * @throws Error that says what the operator has to run
 */
export async function appDatabaseUrl(owner: Database, ownerUrl: string, given?: string): Promise<string> {
  const secret = ownerPassword(ownerUrl)
  const password = appPasswordFrom(secret)
  const url = given ?? withLogin(ownerUrl, appRole, password)
  for (let attempt = 1; ; attempt++) {
    const found = await tryLogin(url)
    if (found === 'fits') return url
    if (found !== 'refused' || given !== undefined || attempt > 5) throw new Error(advice(found))
    // From no secret follows none: whoever knows this program would know the password.
    if (secret === '') throw new Error(advice(found))
    await setPassword(owner, password, attempt)
  }
}

/** Empty when the owner logs in by something else: a certificate, the socket's peer, a password file. */
function ownerPassword(ownerUrl: string): string {
  return new pg.Client({ connectionString: ownerUrl }).password ?? ''
}

/** From a password that only this deployment's owner knows; says nothing about it. */
function appPasswordFrom(ownerPassword: string): string {
  return createHmac('sha256', ownerPassword).update(appRole).digest('base64url')
}

/** By text: a socket's URL has no host, which URL refuses. */
function withLogin(url: string, user: string, password: string): string {
  const [address = '', query = ''] = url.split('?', 2)
  const rest = query.split('&').filter(part => part !== '' && !/^(user|password)=/.test(part))
  const plain = address.replace(/^(\w+:\/\/)(?:[^@/]*@)?/, `$1${user}:${encodeURIComponent(password)}@`)
  return rest.length === 0 ? plain : `${plain}?${rest.join('&')}`
}

type Login = 'fits' | 'refused' | 'owner' | 'stranger'

/** A login that could change the tables, or look past row-level security, is not taken. */
async function tryLogin(url: string): Promise<Login> {
  const db = openDatabase(url, { max: 1 })
  try {
    const [row] = await db.query<{ member: boolean; powerful: boolean }>(
      `SELECT pg_has_role(current_user, '${appRole}', 'USAGE') AS member,
              rolsuper OR rolbypassrls OR rolcreaterole OR EXISTS (
                SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'ledger' AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS powerful
         FROM pg_roles WHERE rolname = current_user`,
    )
    if (row!.powerful) return 'owner'
    return row!.member ? 'fits' : 'stranger'
  } catch (error) {
    if (/^28/.test(sqlState(error) ?? '')) return 'refused'
    throw error
  } finally {
    await db.end()
  }
}

/** Several processes may set the same password at once: whoever comes second looks again. */
async function setPassword(owner: Database, password: string, attempt: number): Promise<void> {
  try {
    await owner.query(`ALTER ROLE ${appRole} LOGIN PASSWORD '${verifierOf(password)}'`)
  } catch (error) {
    if (sqlState(error) === '42501') throw new Error(advice('refused'))
    if (sqlState(error) !== 'XX000') throw error
    await sleep(20 * attempt)
  }
}

/** SCRAM-SHA-256 verifier (RFC 5803): the password itself is in no statement, and so in no log of the database. */
function verifierOf(password: string): string {
  const salt = randomBytes(16)
  const iterations = 4096
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(hmac('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${hmac('Server Key').toString('base64')}`
}

function advice(found: Login): string {
  const login = `Set RINGFENCE_APP_DATABASE_URL to a login of its own for the server.`
  if (found === 'owner')
    return `The server must not work as a role that owns the tables, is a superuser or bypasses row-level security. ${login}`
  if (found === 'stranger')
    return `That role is no member of ${appRole}: let the owner run GRANT ${appRole} TO it. ${login}`
  return (
    `The role ${appRole} could not log in, and the owner of the database may not set its password or has none that it could follow from. Let an administrator run: ` +
    `ALTER ROLE ${appRole} LOGIN PASSWORD '…'. ${login}`
  )
}
