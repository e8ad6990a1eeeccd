/**
 * A loader tells its author of the computer it is on, as IcedID's does, in cookies; and a browser beside it with ordinary
 * ones.  call-loader.ts FIRST_SOURCE_PORT COUNT ADDRESS …   Prints { address, sourcePort, kind, answered } a call.
 */
import { request } from 'node:http';
import { longEnough } from './long-enough.ts';

const [first = '', count = '', ...addresses] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(3000);
const COOKIES = {
  loader:
    '__gads=3000901376:1:16212:134; _gat=10.0.19041.64; _ga=1.329303.0.5; _u=4445534B544F502D3132333435; __io=21_1635208534_2745163407_1103; _gid=67BBF1E30BFA',
  browser: '_ga=GA1.2.1103.1635208534; _gid=GA1.2.27451.16352; __gads=ID=4f2:T=1635208534:S=ALNI_M; _gat=1',
} as const;

function call(address: string, kind: keyof typeof COOKIES, localPort: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (answered: boolean): void => {
      process.stdout.write(`${JSON.stringify({ address, sourcePort: localPort, kind, answered })}\n`);
      resolve();
    };
    const asked = request({
      ...{ host: address, port: 80, path: `/${kind}`, localPort, agent: false, timeout: LONG_ENOUGH_MS },
      headers: { host: 'loader.example', cookie: COOKIES[kind] },
    });
    asked.on('response', (response) => {
      response.resume();
      done(true);
    });
    asked.on('timeout', () => asked.destroy(new Error('silent')));
    asked.on('error', () => done(false));
    asked.end();
  });
}

let port = Number(first);
for (const address of addresses)
  for (let index = 0; index < Number(count); index += 1)
    for (const kind of ['loader', 'browser'] as const) {
      await call(address, kind, port);
      port += 1;
    }
