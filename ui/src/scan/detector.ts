/** Reads QR and Code 128 from a picture: the browser's own reader, else ours, loaded from our own origin on first use. */

export interface Detector {
  /** Texts of the codes in the picture. */
  read(picture: HTMLVideoElement): Promise<string[]>
}

const formats = ['qr_code', 'code_128'] as const

interface NativeDetector {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
interface NativeDetectorClass {
  new (options: { formats: readonly string[] }): NativeDetector
  getSupportedFormats(): Promise<string[]>
}

export async function createDetector(): Promise<Detector> {
  const detector = (await nativeDetector()) ?? (await ownDetector())
  return { read: async picture => (await detector.detect(picture)).map(found => found.rawValue) }
}

async function nativeDetector(): Promise<NativeDetector | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector
  if (!Native) return undefined
  const supported = await Native.getSupportedFormats().catch((): string[] => [])
  return formats.every(format => supported.includes(format)) ? new Native({ formats }) : undefined
}

async function ownDetector(): Promise<NativeDetector> {
  const [{ BarcodeDetector, prepareZXingModule }, { default: wasmUrl }] = await Promise.all([
    import('barcode-detector/ponyfill'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ])
  prepareZXingModule({ overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? wasmUrl : path) } })
  return new BarcodeDetector({ formats: [...formats] })
}
