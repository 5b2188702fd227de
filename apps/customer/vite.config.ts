import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { slimOperations } from '../../ui/slim-operations.ts'

/** Where `vite dev` finds the API: the address of a running `npm run demo`. */
const api = process.env.RINGFENCE_API ?? 'http://127.0.0.1:3000'

const offline = VitePWA({
  registerType: 'autoUpdate',
  // By src/service-worker.ts, which knows of Trusted Types.
  injectRegister: false,
  // The patterns below take them in already.
  includeManifestIcons: false,
  workbox: {
    globPatterns: ['**/*.{js,css,html,svg,png,woff2}'],
    // Answers of the API are never kept by the worker: only pages of the app fall back to its shell.
    navigateFallback: '/app/index.html',
    navigateFallbackAllowlist: [/^\/app\//],
    cleanupOutdatedCaches: true,
    clientsClaim: true,
    skipWaiting: true,
  },
  manifest: {
    id: '/app/',
    name: 'Ringfence',
    short_name: 'Ringfence',
    description: 'Pay with your balance.',
    start_url: '/app/',
    scope: '/app/',
    display: 'standalone',
    orientation: 'any',
    background_color: '#faf7f2',
    theme_color: '#faf7f2',
    icons: [
      { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    shortcuts: [{ name: 'Show pay code', url: '/app/pay' }],
  },
})

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [slimOperations(), offline],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Nothing is inlined: the content security policy takes fonts and code from our own files only.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': api } },
})
