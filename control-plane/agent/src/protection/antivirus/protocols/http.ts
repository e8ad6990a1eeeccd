// HTTP/1.x: message boundaries by the library that speaks them (RFC 9112); here only which body belongs to what.
import { HTTPParser, type HTTPParserJS } from 'http-parser-js';
import {
  CLIENT,
  type Conversation,
  type FileSink,
  factText,
  looksEncrypted,
  SERVER,
  type Side,
} from '../conversation.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly host: string;
}
const MOST_OPEN_REQUESTS = 1000;

export class HttpConversation implements Conversation {
  readonly #sink: FileSink;
  readonly #parsers: readonly [HTTPParserJS, HTTPParserJS];
  readonly #asked: Asked[] = [];
  readonly #open: [boolean, boolean] = [false, false];
  readonly #began: [boolean, boolean] = [false, false];
  #blind = false;

  constructor(sink: FileSink) {
    this.#sink = sink;
    this.#parsers = [this.#parser(CLIENT), this.#parser(SERVER)];
  }

  read(side: Side, bytes: Uint8Array): void {
    if (this.#blind) return;
    if (!this.#began[side] && looksEncrypted(bytes)) {
      this.#goBlind('encrypted');
      return;
    }
    this.#began[side] = true;
    const left = this.#parsers[side].execute(Buffer.from(bytes));
    if (typeof left !== 'number') this.#goBlind('not-understood');
  }

  finish(side: Side): void {
    if (this.#blind) return;
    this.#parsers[side].finish();
    if (this.#open[side]) this.#end(side);
  }

  #goBlind(reason: Parameters<FileSink['blind']>[0]): void {
    this.#blind = true;
    this.#sink.blind(reason);
  }

  #end(side: Side): void {
    this.#open[side] = false;
    this.#sink.end(side);
  }

  #parser(side: Side): HTTPParserJS {
    const parser = new HTTPParser(side === CLIENT ? 'REQUEST' : 'RESPONSE') as HTTPParserJS;
    parser.maxHeaderSize = 256 * 1024;
    parser[HTTPParser.kOnHeaders] = () => undefined;
    parser[HTTPParser.kOnHeadersComplete] = ({ method, url, statusCode, headers }) => {
      const found = headersOf(headers);
      if (side === SERVER) return this.#onResponse(statusCode, found);
      this.#onRequest(HTTPParser.methods[method] ?? '', url, found);
      return undefined;
    };
    parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
      if (this.#open[side]) this.#sink.data(side, chunk.subarray(offset, offset + length));
    };
    parser[HTTPParser.kOnMessageComplete] = () => {
      if (this.#open[side]) this.#end(side);
    };
    return parser;
  }

  #onRequest(method: string, url: string, headers: Headers): void {
    if (this.#asked.length >= MOST_OPEN_REQUESTS) this.#goBlind('not-understood');
    const asked = { method, url, host: headers.host };
    this.#asked.push(asked);
    if (method === 'CONNECT') this.#goBlind('upgraded');
    else if (headers.body !== 'none') this.#begin(CLIENT, asked, headers);
  }

  /** 1 tells the library that no body follows (HEAD). */
  #onResponse(status: number, headers: Headers): number | undefined {
    if (status === 101) {
      this.#goBlind('upgraded');
      return undefined;
    }
    if (status < 200) return undefined; // 100, 103: the real one follows
    const asked = this.#asked.shift() ?? { method: 'GET', url: '', host: '' };
    if (asked.method === 'HEAD') return 1;
    if (status !== 204 && status !== 304) this.#begin(SERVER, asked, headers);
    return undefined;
  }

  /** Only a length tells which packet is the last one: chunks may end in a packet that has no data. */
  #begin(side: Side, { url, host }: Asked, headers: Headers): void {
    this.#open[side] = true;
    const name = factText(url.startsWith('http') ? url : `http://${host}${url}`);
    const facts = { url: name, ...(host === '' ? {} : { host: factText(host) }) };
    this.#sink.begin(side, { protocol: 'http', name, encoding: headers.encoding, facts }, headers.body !== 'length');
  }
}

interface Headers {
  readonly host: string;
  readonly encoding: string | null;
  /** How its end is told; `none` in an answer means: by the end of the stream. */
  readonly body: 'none' | 'length' | 'chunks';
}

function headersOf(pairs: readonly string[]): Headers {
  const found = { host: '', encoding: null as string | null, body: 'none' as Headers['body'] };
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const name = pairs[i]?.toLowerCase();
    const value = pairs[i + 1] ?? '';
    if (name === 'host') found.host = value;
    else if (name === 'content-encoding') found.encoding = value.trim().toLowerCase();
    else if (name === 'transfer-encoding') found.body = 'chunks';
    else if (name === 'content-length' && Number(value) > 0 && found.body === 'none') found.body = 'length';
  }
  return found;
}
