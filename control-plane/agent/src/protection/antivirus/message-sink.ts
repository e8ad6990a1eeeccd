// Where the mail policy (protection/mail-policy) looks into a message: after its last byte, before its last packet goes on,
// in the thread that reads files. The antivirus takes the message apart (mail/take-apart.ts) and does what is answered.
// Wiring: `messages` of startInspection in antivirus-worker.ts is the MessageSink; what it finds comes out at
// AntivirusDeps.onMail in read-files.ts.

/** Given to the sink once a message by SMTP, POP3 or IMAP. All of it is text of strangers; views, copy what you keep. */
export interface MailMessage {
  readonly protocol: 'smtp' | 'pop3' | 'imap';
  /** True: the client of the connection sent it (SMTP); false: it was fetched (POP3, IMAP). */
  readonly fromClient: boolean;
  /** Ends of the connection; the client began it. */
  readonly client: { readonly ip: string; readonly port: number };
  readonly server: { readonly ip: string; readonly port: number };
  /** MAIL FROM and RCPT TO (at most 16); null and empty where it was fetched. */
  readonly envelope: { readonly from: string | null; readonly to: readonly string[] };
  /** The header block as it came, still folded and encoded, without the empty line; at most 64 KiB. Not to be stored. */
  readonly head: Uint8Array;
  /** The first text part, its transfer encoding undone, in its own charset; at most 16 KiB. Not to be stored. */
  readonly text: { readonly bytes: Uint8Array; readonly contentType: string } | null;
  /** The first text/html part, likewise; at most 128 KiB. The same as `text` where that is HTML. */
  readonly html: { readonly bytes: Uint8Array; readonly contentType: string } | null;
  /** Every part that is no text of the message itself, in order; at most 64. */
  readonly attachments: readonly MailAttachment[];
  /** False: larger than what is kept, cut, or with more parts than are looked at. */
  readonly complete: boolean;
}

export interface MailAttachment {
  /** Its own header block, unfolded, one field a line, latin1: names may be encoded (RFC 2047, RFC 2231). */
  readonly head: string;
  /** Media type alone, lower case, e.g. `application/zip`. */
  readonly contentType: string;
  /** Size with the transfer encoding undone. */
  readonly bytes: number;
  /** Its first bytes, decoded; at most 4 KiB: enough for any magic number. */
  readonly first: Uint8Array;
  /** All of it, decoded: a view into what is being judged. Not to be kept. */
  readonly content: Uint8Array;
  /** What a zip's directory lists (also docx, xlsm, jar …); null: no zip. At most 256. */
  readonly members: readonly ArchiveMember[] | null;
  /** The archive asks for a password: zip by its members' flags, 7z and RAR where their headers say so. */
  readonly encrypted: boolean;
}

export interface ArchiveMember {
  /** As stored; UTF-8 where flag bit 11 says so, else latin1 (the real code page is unknown, often Shift_JIS). */
  readonly name: string;
  readonly encrypted: boolean;
  readonly bytes: number;
}

/** `hold`: the message does not arrive (the connection is cut as with a virus). Whatever the sink finds it tells in `findings`. */
export interface MessageOpinion {
  readonly verdict: 'pass' | 'hold';
  readonly findings: readonly MessageFinding[];
}

/** One reason. `sign` is the mail policy's own word (e.g. `encrypted-archive`); facts are for notice and console: short. */
export interface MessageFinding {
  readonly sign: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** Never throws, answers at once (a few ms): the packet waits. */
export type MessageSink = (message: MailMessage) => MessageOpinion;

/** What leaves the thread for one message with findings: FromWorker `mail`, AntivirusDeps.onMail. */
export interface MailTold {
  readonly at: number;
  /** The message was held: only where the policy blocks. */
  readonly blocked: boolean;
  readonly protocol: MailMessage['protocol'];
  readonly fromClient: boolean;
  readonly client: MailMessage['client'];
  readonly server: MailMessage['server'];
  readonly envelope: MailMessage['envelope'];
  readonly bytes: number;
  readonly findings: readonly MessageFinding[];
}
