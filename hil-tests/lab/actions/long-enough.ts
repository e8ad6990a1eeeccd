/**
 * How long to wait for what may never come: what the box cut never ends by itself, so every such wait is waited whole.
 * LAB_PATIENCE says how much slower than a box of namespaces the box is.
 */
export function longEnough(milliseconds: number): number {
  return milliseconds * Number(process.env.LAB_PATIENCE ?? 1);
}
