import type { FileObject } from './file-object.ts';

/** What is known of a file when its last packet has to go or stay. */
export type Judgement =
  | { readonly kind: 'clean' }
  /** `by`: the hash list or the scanner; `name` as it calls the virus. */
  | { readonly kind: 'virus'; readonly name: string; readonly by: 'hash' | 'scanner'; readonly sha256: string }
  /** Nobody could say: no scanner, too large, too late, content of an encoding that cannot be opened. */
  | { readonly kind: 'unknown'; readonly why: UnknownReason };
export type UnknownReason = 'no-scanner' | 'too-large' | 'late' | 'not-decoded';

/** `partial`: the file goes on; only what a hash of the whole says is left out. Never rejects. */
export type Judge = (file: FileObject, partial: boolean) => Promise<Judgement>;

/** What the room tells of one judged file; `blocked` false where the policy only detects. */
export interface FileVerdict {
  readonly at: number;
  readonly blocked: boolean;
  readonly virus: string;
  readonly by: 'hash' | 'scanner';
  readonly sha256: string;
  readonly bytes: number;
  readonly protocol: string;
  readonly facts: Readonly<Record<string, string>>;
  /** Ends of the connection: the client began it; `fromClient` tells which way the file travelled. */
  readonly client: { readonly ip: string; readonly port: number };
  readonly server: { readonly ip: string; readonly port: number };
  readonly fromClient: boolean;
}
