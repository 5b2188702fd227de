import { defineConfig } from 'vite'

/** In development, the API comes from a running server: `RINGFENCE_URL=http://127.0.0.1:8080 npx vite apps/console`. */
const server = process.env.RINGFENCE_URL

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Nothing inlined as data: URLs; the page's content security policy refuses them for fonts.
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2024', assetsInlineLimit: 0 },
  server: { host: '127.0.0.1', ...(server ? { proxy: { '/v1': { target: server, changeOrigin: true } } } : {}) },
})
