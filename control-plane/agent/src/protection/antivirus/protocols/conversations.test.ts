import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT, type Conversation, type FileSink, SERVER, type Side } from '../conversation.ts';
import { FtpControl, FtpData } from './ftp.ts';
import { HttpConversation } from './http.ts';
import { ImapConversation } from './imap.ts';
import { Pop3Conversation } from './pop3.ts';
import { SmtpConversation } from './smtp.ts';

/** Plays a dialogue in pieces and gives what the reader saw of files. */
function play(make: (sink: FileSink) => Conversation, dialogue: readonly [Side, string][], piece = 1e9): string[] {
  const seen: string[] = [];
  const open: Partial<Record<Side, string>> = {};
  let blind = false;
  const conversation = make({
    begin: (side) => {
      open[side] = '';
    },
    data: (side, bytes) => {
      open[side] += Buffer.from(bytes).toString('latin1');
    },
    end: (side) => {
      seen.push(`${side === CLIENT ? 'up' : 'down'}:${open[side]}`);
      delete open[side];
    },
    blind: (reason) => {
      if (!blind) seen.push(`blind:${reason}`);
      blind = true;
    },
    expect: (side, port) => void seen.push(`expect:${side}:${port}`),
  });
  for (const [side, text] of dialogue) {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length && !blind; at += piece) conversation.read(side, bytes.subarray(at, at + piece));
  }
  for (const side of [CLIENT, SERVER] as const) if (!blind) conversation.finish(side);
  return seen;
}

const smtp: [Side, string][] = [
  [SERVER, '220 mx\r\n'],
  [CLIENT, 'EHLO a\r\n'],
  [SERVER, '250-mx\r\n250 PIPELINING\r\n'],
  [CLIENT, 'MAIL FROM:<a@example>\r\nRCPT TO:<b@example>\r\nDATA\r\n'],
  [SERVER, '250 ok\r\n250 ok\r\n354 go\r\n'],
  [CLIENT, 'Subject: x\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n'],
];
const http: [Side, string][] = [
  [
    CLIENT,
    'GET /a HTTP/1.1\r\nHost: h\r\n\r\nHEAD /b HTTP/1.1\r\nHost: h\r\n\r\nPOST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz',
  ],
  [SERVER, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n'],
  [
    SERVER,
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nto the end',
  ],
];
const pop3: [Side, string][] = [
  [SERVER, '+OK ready\r\n'],
  [CLIENT, 'LIST\r\nRETR 1\r\nRETR 2\r\n'],
  [SERVER, '+OK\r\n1 20\r\n.\r\n+OK 20 octets\r\nFrom: a\r\n\r\n..x\r\n.\r\n-ERR no such\r\n'],
];
const long = 'x'.repeat(100);
const imap: [Side, string][] = [
  [CLIENT, 'a1 FETCH 1 BODY[]\r\n'],
  [SERVER, `* 1 FETCH (BODY[] {100}\r\n${long})\r\na1 OK\r\n`],
  [CLIENT, `a2 APPEND Sent {100+}\r\n${long}\r\n`],
  [SERVER, `* 2 FETCH (FLAGS () BODY[]<0> {70}\r\n${'y'.repeat(70)})\r\n`],
];
const ftp: [Side, string][] = [
  [CLIENT, 'EPSV\r\nRETR a.zip\r\nPORT 192,0,2,9,4,1\r\n'],
  [SERVER, '229 Entering (|||50000|)\r\n227 Entering Passive Mode (192,0,2,1,200,10).\r\n'],
];

describe('readers of protocols', () => {
  const CASES: readonly [string, (sink: FileSink) => Conversation, [Side, string][], string[]][] = [
    [
      'SMTP: a message up to its dot, dots unstuffed',
      (s) => new SmtpConversation(s),
      smtp,
      ['up:Subject: x\r\n\r\n.dot\r\nend\r\n'],
    ],
    [
      'HTTP: a body up, chunks, a HEAD without body, up to the end of the stream',
      (s) => new HttpConversation(s),
      http,
      ['up:xyz', 'down:abcdef', 'down:to the end'],
    ],
    [
      'POP3: the message asked for, not the list, not the one refused',
      (s) => new Pop3Conversation(s),
      pop3,
      ['down:From: a\r\n\r\n.x\r\n'],
    ],
    [
      'IMAP: literals large enough for a file, in both directions',
      (s) => new ImapConversation(s),
      imap,
      [`down:${long}`, `up:${long}`, `down:${'y'.repeat(70)}`],
    ],
    [
      'FTP: the ends at which files are expected',
      (s) => new FtpControl(s),
      ftp,
      [`expect:0:${4 * 256 + 1}`, 'expect:1:50000', `expect:1:${200 * 256 + 10}`],
    ],
  ];
  it.each(CASES)('%s, in pieces of any size', (_title, make, dialogue, wanted) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), (piece) => {
        expect(play(make, dialogue, piece)).toEqual(wanted);
      }),
      { numRuns: 40 },
    );
  });

  it('SMTP reads a message whose sender did not wait for the answer to DATA, and takes a refusal back', () => {
    const rude: [Side, string][] = [
      [CLIENT, 'MAIL FROM:<a@b>\r\nDATA\r\nbody\r\n.\r\n'],
      [SERVER, '220 mx\r\n250 ok\r\n354 go\r\n250 ok\r\n'],
    ];
    expect(play((s) => new SmtpConversation(s), rude)).toEqual(['up:body\r\n']);
    const refused: [Side, string][] = [
      [SERVER, '220 mx\r\n'],
      [CLIENT, 'DATA\r\n'],
      [SERVER, '503 no\r\n'],
      [CLIENT, 'BDAT 4 LAST\r\nbody'],
    ];
    expect(play((s) => new SmtpConversation(s), refused)).toEqual(['up:', 'up:body']);
  });

  it.each([
    [
      'STARTTLS',
      (s: FileSink) => new SmtpConversation(s),
      [
        [SERVER, '220 a\r\n'],
        [CLIENT, 'STARTTLS\r\n'],
        [SERVER, '220 go\r\n'],
      ],
      'encrypted',
    ],
    [
      'STLS',
      (s: FileSink) => new Pop3Conversation(s),
      [
        [SERVER, '+OK\r\n'],
        [CLIENT, 'STLS\r\n'],
        [SERVER, '+OK\r\n'],
      ],
      'encrypted',
    ],
    [
      'a TLS record where HTTP is expected',
      (s: FileSink) => new HttpConversation(s),
      [[CLIENT, '\x16\x03\x01\x02\x00']],
      'encrypted',
    ],
    [
      'a WebSocket',
      (s: FileSink) => new HttpConversation(s),
      [
        [CLIENT, 'GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'],
        [SERVER, 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'],
      ],
      'upgraded',
    ],
    ['COMPRESS', (s: FileSink) => new ImapConversation(s), [[CLIENT, 'a COMPRESS DEFLATE\r\n']], 'compressed'],
    ['no HTTP at all', (s: FileSink) => new HttpConversation(s), [[CLIENT, 'SSH-2.0-x\r\n']], 'not-understood'],
  ] as [string, (sink: FileSink) => Conversation, [Side, string][], string][])(
    'goes blind at %s',
    (_title, make, dialogue, reason) => {
      expect(play(make, dialogue)).toEqual([`blind:${reason}`]);
    },
  );

  it('never throws, whatever the bytes', () => {
    const makers = [HttpConversation, SmtpConversation, Pop3Conversation, ImapConversation, FtpControl];
    const turn = fc.tuple(fc.constantFrom<Side>(CLIENT, SERVER), fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(
      fc.property(fc.constantFrom(...makers), fc.array(turn, { maxLength: 12 }), (Reader, dialogue) => {
        play((sink) => new Reader(sink), dialogue, 7);
      }),
    );
  });

  it('a data connection of FTP carries one file up to its end', () => {
    expect(
      play(
        (s) => new FtpData(s, 'a.zip'),
        [
          [SERVER, 'one'],
          [SERVER, 'two'],
        ],
      ),
    ).toEqual(['down:onetwo']);
  });
});
