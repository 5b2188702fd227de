/**
 * The width in CSS pixels at which each of `modules` is a whole number of device pixels: scanners measure bars against
 * each other. Where not even one fits, all of the room is used.
 */
export function widthOfBars(modules: number, room: number, devicePixelRatio: number): number {
  const perModule = Math.floor((room * devicePixelRatio) / modules)
  return perModule < 1 ? room : (perModule * modules) / devicePixelRatio
}
