/** The memory of the sandbox provider: records by kind and id. In PostgreSQL for a deployment, in the process for a simulation. */
export interface SandboxRecord<Value = unknown> {
  readonly kind: SandboxKind
  readonly id: string
  /** What it belongs to, for look-ups. */
  readonly parent: string
  readonly createdMs: number
  /** When something is to happen to it by itself. */
  readonly dueMs: number | null
  readonly value: Value
}

export type SandboxKind = 'setup' | 'card' | 'charge' | 'refund' | 'dispute' | 'event' | 'item' | 'payout'

export interface SandboxStore {
  /** False when there is a record of this kind and id already; that one stays. */
  insert(record: SandboxRecord): Promise<boolean>
  get(kind: SandboxKind, id: string): Promise<SandboxRecord | undefined>
  /** Changes a record, alone; `change` may be asked again and answers undefined to leave it. Answers whether it was changed. */
  update(kind: SandboxKind, id: string, change: (record: SandboxRecord) => SandboxRecord | undefined): Promise<boolean>
  /** In the order of their creation. */
  list(kind: SandboxKind, parent?: string): Promise<SandboxRecord[]>
  listDue(kind: SandboxKind, nowMs: number): Promise<SandboxRecord[]>
  /** Gives all records of one parent to another, in one step. */
  move(kind: SandboxKind, parent: string, newParent: string): Promise<SandboxRecord[]>
}

const inOrder = (a: SandboxRecord, b: SandboxRecord) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1)

/** For simulations and tests of a single process. */
export function memorySandboxStore(): SandboxStore {
  const records = new Map<string, SandboxRecord>()
  const due = new Map<SandboxKind, Map<string, SandboxRecord>>()
  const keyOf = (kind: SandboxKind, id: string) => `${kind} ${id}`
  const put = (record: SandboxRecord) => {
    const ofKind = due.get(record.kind) ?? new Map<string, SandboxRecord>()
    due.set(record.kind, ofKind)
    if (record.dueMs === null) ofKind.delete(record.id)
    else ofKind.set(record.id, record)
    records.set(keyOf(record.kind, record.id), record)
  }
  const list = (kind: SandboxKind, parent?: string) =>
    [...records.values()]
      .filter(record => record.kind === kind && (parent === undefined || record.parent === parent))
      .sort(inOrder)
  return {
    async insert(record) {
      if (records.has(keyOf(record.kind, record.id))) return false
      put(record)
      return true
    },
    get: async (kind, id) => records.get(keyOf(kind, id)),
    async update(kind, id, change) {
      const record = records.get(keyOf(kind, id))
      const changed = record && change(record)
      if (changed) put(changed)
      return changed !== undefined
    },
    list: async (kind, parent) => list(kind, parent),
    listDue: async (kind, nowMs) =>
      [...(due.get(kind)?.values() ?? [])]
        .filter(record => record.dueMs! <= nowMs)
        .sort((a, b) => a.dueMs! - b.dueMs! || inOrder(a, b)),
    async move(kind, parent, newParent) {
      const moved = list(kind, parent).map(record => ({ ...record, parent: newParent }))
      for (const record of moved) put(record)
      return moved
    },
  }
}
