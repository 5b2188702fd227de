/** Sheds load instead of queueing it: above the limit a request is refused at once, before anything is spent on it. */
export interface Admission {
  /** A place for one request, or undefined when all are taken. */
  enter(): Place | undefined
}

export interface Place {
  /** The answer is sent or the connection is gone. The place is free once no work is under way for it. */
  close(): void
  /** Holds the place while `work` runs, even if the client goes away. */
  during<T>(work: () => Promise<T>): Promise<T>
}

export function createAdmission(max: number): Admission {
  let taken = 0
  return {
    enter: () => {
      if (taken >= max) return undefined
      taken += 1
      return createPlace(() => {
        taken -= 1
      })
    },
  }
}

function createPlace(leave: () => void): Place {
  let closed = false
  let working = 0
  let left = false
  const leaveWhenDone = () => {
    if (!closed || working > 0 || left) return
    left = true
    leave()
  }
  return {
    close: () => {
      closed = true
      leaveWhenDone()
    },
    during: async work => {
      working += 1
      try {
        return await work()
      } finally {
        working -= 1
        leaveWhenDone()
      }
    },
  }
}
