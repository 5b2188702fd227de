/**
 * The life of each part of the API. A part is active until it is deprecated, then still served, with a note, until its sunset, and
 * retired from then on. What an operation does not say, its version says.
 */
import type { OperationId } from '@ringfence/contract'

export interface Life {
  readonly deprecatedAtMs?: number
  /** Not served from then on. At least half a year after the deprecation, unless security needs it sooner. */
  readonly sunsetAtMs?: number
  /** Address of what takes its place. */
  readonly successor?: string
  /** Address of what there is to read about it. */
  readonly notice?: string
}

export interface VersionRegistry {
  readonly versions: Readonly<Record<string, Life>>
  readonly operations: Readonly<Partial<Record<OperationId, Life>>>
}

export const versionRegistry: VersionRegistry = { versions: { v1: {} }, operations: {} }

export type Stage = 'active' | 'deprecated' | 'retired'

export function stageOf({ deprecatedAtMs, sunsetAtMs }: Life, nowMs: number): Stage {
  if (sunsetAtMs !== undefined && nowMs >= sunsetAtMs) return 'retired'
  return deprecatedAtMs !== undefined && nowMs >= deprecatedAtMs ? 'deprecated' : 'active'
}

/** `v1` of `/v1/payments`. */
export function versionOf(path: string): string {
  return path.split('/', 2)[1] ?? ''
}

/** Undefined for a version that nobody registered. */
export function lifeOf(registry: VersionRegistry, id: OperationId, path: string): Life | undefined {
  const version = registry.versions[versionOf(path)]
  return version && { ...version, ...registry.operations[id] }
}
