import { defineConfig } from 'vitest/config'

/** The tests of pure code only: no database is started. */
export default defineConfig({
  test: {
    include: ['server/src/kernel/*.test.ts', 'server/src/**/{rules,*-rules}.test.ts'],
    setupFiles: ['tools/mutation/same-seed.ts'],
    testTimeout: 20_000,
  },
})
