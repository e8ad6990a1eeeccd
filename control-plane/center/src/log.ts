import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Logs go to stderr: stdout belongs to the one line that says the center is ready. Level by OMAMORI_LOG_LEVEL. */
export function createLog(): Log {
  const level = process.env['OMAMORI_LOG_LEVEL'] ?? 'info';
  return pino({ level, base: { program: 'center' }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
