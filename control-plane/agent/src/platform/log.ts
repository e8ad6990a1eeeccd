import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Logs go to stderr: stdout belongs to a command's own result. Level by OMAMORI_LOG_LEVEL, default info. */
export function createLog(program: string): Log {
  const level = process.env.OMAMORI_LOG_LEVEL ?? 'info';
  return pino({ level, base: { program }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
