/**
 * The mesh's files: `ca.pem` (whom to trust), `ca.key` (only where certificates are issued) `<role>.pem` (certificate and
 * key) and `<role>.side-car` (what a process and its side-car know each other by).
 */
import { randomUUID, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createMeshAuthority, issueMeshCertificate, type MeshAuthority } from './certificates.ts'
import { type MeshPolicy, type MeshRole, meshRoles } from './policy.ts'
import { newSecretMap, secretFile } from './side-car.ts'

export interface MeshDirectory {
  readonly directory: string
  readonly policy: MeshPolicy
}

/** Issues certificates for these roles; makes the authority first when there is none. */
export async function issueMesh(mesh: MeshDirectory, roles: readonly MeshRole[], nowMs: number): Promise<void> {
  await mkdir(mesh.directory, { recursive: true, mode: 0o700 })
  const authority = (await readAuthority(mesh.directory)) ?? (await makeAuthority(mesh, nowMs))
  for (const role of roles) {
    await issueOne(mesh, authority, role, nowMs)
    const secret = secretFile(mesh.directory, role)
    if ((await readIfThere(secret)) === undefined) await replace(secret, newSecretMap())
  }
}

/** Issues anew what has lived half its life; does nothing where there is no authority's key. Returns how many. */
export async function renewMesh(mesh: MeshDirectory, nowMs: number): Promise<number> {
  const authority = await readAuthority(mesh.directory)
  if (authority === undefined) return 0
  let renewed = 0
  for (const role of meshRoles) {
    const pem = await readIfThere(join(mesh.directory, `${role}.pem`))
    if (pem === undefined || !isHalfOver(pem, nowMs)) continue
    await issueOne(mesh, authority, role, nowMs)
    renewed += 1
  }
  return renewed
}

function isHalfOver(pem: string, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(pem)
  return nowMs >= (Date.parse(validFrom) + Date.parse(validTo)) / 2
}

async function issueOne(mesh: MeshDirectory, authority: MeshAuthority, role: MeshRole, nowMs: number): Promise<void> {
  const { trustDomain } = mesh.policy
  await replace(
    join(mesh.directory, `${role}.pem`),
    await issueMeshCertificate(authority, { role, trustDomain, nowMs }),
  )
}

async function makeAuthority({ directory, policy }: MeshDirectory, nowMs: number): Promise<MeshAuthority> {
  const authority = await createMeshAuthority(policy.trustDomain, nowMs)
  await replace(join(directory, 'ca.pem'), authority.certificate)
  await replace(join(directory, 'ca.key'), authority.key) // last: with it, the authority is whole
  return authority
}

async function readAuthority(directory: string): Promise<MeshAuthority | undefined> {
  const key = await readIfThere(join(directory, 'ca.key'))
  return key === undefined ? undefined : { certificate: await readFile(join(directory, 'ca.pem'), 'utf8'), key }
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

/** At one stroke: who reads meanwhile sees the old file or the new one. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
  await rename(draft, file)
}
