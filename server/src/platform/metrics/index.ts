export { serveMetrics } from './listener.ts'
export { countBatch, countCall, countLockOut, registry, requestBegins, requestEnds, watchFigure } from './metrics.ts'
