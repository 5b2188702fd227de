/** The mesh: processes of a deployment that know each other by certificates and ask each other only what the policy names. */
export { type MeshClient, type MeshTarget, meshClient } from './client.ts'
export { followMesh, type MeshCredentials } from './credentials.ts'
export { issueMesh, type MeshDirectory, renewMesh } from './directory.ts'
export { renderHaproxy } from './haproxy.ts'
export { meshListener } from './listener.ts'
export { createMeshGate, type Identify, type MeshGate } from './peers.ts'
export { type MeshPolicy, type MeshRole, meshRoles, readMeshPolicy } from './policy.ts'
export { readSideCarSecret, sideCarClient, sideCarListener } from './side-car.ts'
