/** A browser test that fails says what its pages showed: a time-out alone tells nobody why. */
import { afterEach } from 'vitest'
import { whatPagesShow } from './open-pages.ts'

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  const shown = await whatPagesShow()
  if (shown.length > 0) throw new Error(`The pages showed:\n${shown.join('\n')}`)
})
