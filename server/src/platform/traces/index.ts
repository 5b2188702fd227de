export { beginRequest, endRequest, isTracing, type Span, startTracing, traced } from './traces.ts'
