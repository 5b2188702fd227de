export interface FormatSettings {
  /** BCP 47; undefined means the device's. */
  locale: string | undefined
  /** IANA; undefined means the device's. */
  timeZone: string | undefined
  hourCycle: 'h12' | 'h23'
}

export const formatSettings: FormatSettings = { locale: undefined, timeZone: undefined, hourCycle: 'h23' }

/** Sets the language, time zone and clock all formats use. Call it once, before the first render. */
export function configureFormats(settings: Partial<FormatSettings>): void {
  Object.assign(formatSettings, settings)
}
