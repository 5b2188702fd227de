/** What a process shows of itself in the mesh, and whom it trusts; follows its files, so that certificates change while it runs. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { type Followed, followFiles } from '../tls/followed-files.ts'
import { spiffeId } from './certificates.ts'
import type { MeshDirectory } from './directory.ts'
import type { MeshRole } from './policy.ts'

/** PEM. */
export interface MeshCredentials {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

/** @throws Error when there is no certificate of this role */
export async function followMesh(
  { directory, policy }: MeshDirectory,
  role: MeshRole,
  onError: (error: unknown) => void,
): Promise<Followed<MeshCredentials>> {
  const files = [join(directory, `${role}.pem`), join(directory, 'ca.pem')]
  const own = spiffeId(policy.trustDomain, role)
  const read = ([pem = '', ca = '']: readonly string[]): MeshCredentials => {
    const certificate = new X509Certificate(pem)
    if (!certificate.checkPrivateKey(createPrivateKey(pem))) throw new Error(`${files[0]}: certificate and key differ`)
    if (certificate.subjectAltName !== `URI:${own}`) throw new Error(`${files[0]} is not the certificate of ${own}`)
    new X509Certificate(ca) // throws for what is none
    return { cert: pem, key: pem, ca }
  }
  return followFiles({ files, read, onError }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new Error(
      `there is no mesh certificate for ${role} in ${directory}: run ringfence mesh issue, or say in ` +
        `RINGFENCE_MESH_DIRECTORY where ${role}.pem and ca.pem are`,
    )
  })
}
