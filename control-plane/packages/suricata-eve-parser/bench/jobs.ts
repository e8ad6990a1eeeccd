// What is asked of every peer: twelve paths of every line (intake), or the types counted and the twelve paths of alerts
// and drops only (selective). Same question, same sums, or the peer is out.

export interface Sums {
  lines: number;
  /** Of all numbers read, and count and length of all texts. */
  sum: number;
  texts: number;
  length: number;
}

/** Fields as an event, or JSON.parse, has them. */
export interface Fields {
  readonly [field: string]: unknown;
}

export const newSums = (): Sums => ({ lines: 0, sum: 0, texts: 0, length: 0 });

export const isWanted = (type: unknown): boolean => type === 'alert' || type === 'drop';

function text(value: unknown, sums: Sums): void {
  if (typeof value !== 'string') return;
  sums.texts += 1;
  sums.length += value.length;
}

function number(value: unknown, sums: Sums): void {
  if (typeof value === 'number') sums.sum += value;
}

export function addFields(event: Fields, sums: Sums): void {
  text(event['timestamp'], sums);
  text(event['event_type'], sums);
  text(event['src_ip'], sums);
  text(event['dest_ip'], sums);
  text(event['proto'], sums);
  text(event['app_proto'], sums);
  number(event['flow_id'], sums);
  number(event['src_port'], sums);
  number(event['dest_port'], sums);
  const alert = event['alert'] as Fields | undefined;
  if (alert === undefined) return;
  number(alert['signature_id'], sums);
  number(alert['severity'], sums);
  text(alert['signature'], sums);
}
