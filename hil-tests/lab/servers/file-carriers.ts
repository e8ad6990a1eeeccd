/**
 * Files by every protocol that carries them without encryption, on addresses of the lab's internet.
 *   file-carriers.ts UPLOAD_LOG ADDRESS …
 * A file is named KIND/NAME; what a client sent is noted in UPLOAD_LOG: { name, bytes, sha256, complete }.
 */
import { createServer as createHttp } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { keepReceipts, receiptOf } from './keep-receipts.ts';
import { FILE_KINDS, makeFile } from './make-file.ts';

const [uploadLog = '', ...addresses] = process.argv.slice(2);

function fileOf(path: string): Buffer {
  const [kind, name = ''] = path.split('/');
  return makeFile(FILE_KINDS.find((known) => known === kind) ?? 'clean', name);
}

/** A mail with the file as base64, as it travels: lines of 76 characters, no line begins with a dot. */
function mailOf(path: string): string {
  const base64 = fileOf(path).toString('base64').replace(/.{76}/g, '$&\r\n');
  const head = ['From: <a@mail.example>', 'To: <b@sakura.example>', 'MIME-Version: 1.0'];
  const part = ['Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64'];
  const named = `Content-Disposition: attachment; filename="${path.split('/')[1]}"`;
  return [
    ...head,
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    ...part,
    named,
    '',
    base64,
    '--b--',
    '',
  ].join('\r\n');
}

const web = createHttp((request, response) => {
  const [, shape = '', ...rest] = (request.url ?? '').split('/');
  const path = rest.join('/');
  if (request.method === 'PUT') {
    void keepReceipts(request, uploadLog, (content) => receiptOf(rest.at(-1) ?? '', content)).then(
      () => response.writeHead(201).end(),
      () => response.destroy(),
    );
    return;
  }
  const content = shape === 'gzip' ? gzipSync(fileOf(path)) : fileOf(path);
  if (shape === 'close') {
    // HTTP/1.0: the end of the stream is the end of the file.
    response.socket?.end(
      Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n'), content]),
    );
    return;
  }
  const length = shape === 'length' ? { 'content-length': content.length } : {};
  response.writeHead(200, { ...length, ...(shape === 'gzip' ? { 'content-encoding': 'gzip' } : {}) });
  response.write(content);
  response.end();
});

/** A server of a protocol of lines: `answer` gives what to say to a line. */
function lineServer(greeting: string, answer: (line: string, socket: Socket, state: Map<string, string>) => string) {
  return createServer((socket) => {
    let rest = '';
    const state = new Map<string, string>();
    socket.on('error', () => undefined); // cut: what came is noted by whoever received it
    socket.write(greeting);
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) socket.write(answer(line, socket, state), 'latin1');
    });
  });
}

const pop3 = () =>
  lineServer('+OK ready\r\n', (line, _socket, state) => {
    const [verb = '', argument = ''] = line.split(' ');
    if (verb === 'USER') state.set('path', argument); // the file's name is the mailbox
    if (verb === 'RETR') return `+OK message\r\n${mailOf(state.get('path') ?? '')}\r\n.\r\n`;
    return '+OK\r\n';
  });
const imap = () =>
  lineServer('* OK ready\r\n', (line) => {
    const [tag = '', verb = '', path = ''] = line.split(' ');
    if (verb !== 'FETCH') return `${tag} OK\r\n`;
    const mail = mailOf(path);
    return `* 1 FETCH (BODY[] {${Buffer.byteLength(mail, 'latin1')}}\r\n${mail})\r\n${tag} OK\r\n`;
  });

const ftp = (address: string) =>
  lineServer('220 ready\r\n', (line, control, state) => {
    const [verb = '', path = ''] = line.split(' ');
    if (verb === 'EPSV') {
      const data = createServer((socket) => {
        data.close();
        socket.on('error', () => control.write('426 cut\r\n'));
        const [command = '', wanted = ''] = (state.get('command') ?? '').split(' ');
        if (command === 'RETR') socket.end(fileOf(wanted));
        else {
          void keepReceipts(socket, uploadLog, (content) => receiptOf(wanted.split('/')[1] ?? '', content)).then(
            () => control.write('226 done\r\n'),
            () => control.write('426 cut\r\n'),
          );
        }
      });
      data.listen(0, address, () => {
        const at = data.address();
        control.write(`229 Entering (|||${typeof at === 'object' ? at?.port : 0}|)\r\n`);
      });
      return '';
    }
    state.set('command', line);
    return verb === 'RETR' || verb === 'STOR' ? `150 here it is ${path}\r\n` : '230 ok\r\n';
  });

for (const address of addresses) {
  createHttp((...both) => void web.emit('request', ...both)).listen(80, address);
  pop3().listen(110, address);
  imap().listen(143, address);
  ftp(address).listen(21, address);
}
process.stdout.write('ready\n');
