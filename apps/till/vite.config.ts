import { defineConfig } from 'vite'

/** Where `vite dev` finds the API: the address of a running `npm run demo`. */
const api = process.env.RINGFENCE_API ?? 'http://127.0.0.1:3000'

export default defineConfig({
  base: '/till/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Nothing is inlined: the content security policy takes fonts and code from our own files only.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': api } },
})
