// One request to the box's page from where this runs: METHOD URL COOKIE BODY, '-' for none. Prints status, cookie, text.
import { request } from 'node:https';

const [method = 'GET', url = '', cookie = '-', body = '-'] = process.argv.slice(2);
const asked = request(
  new URL(url),
  {
    method,
    rejectUnauthorized: false,
    timeout: 5000,
    headers: {
      origin: new URL(url).origin,
      ...(cookie === '-' ? {} : { cookie }),
      ...(body === '-' ? {} : { 'content-type': 'application/json' }),
    },
  },
  (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.on('end', () => {
      const set = String(response.headers['set-cookie'] ?? '').split(';')[0] ?? '';
      process.stdout.write(`${JSON.stringify({ status: response.statusCode ?? 0, cookie: set, text })}\n`);
    });
  },
);
asked.on('timeout', () => asked.destroy());
asked.on('error', () => process.stdout.write(`${JSON.stringify({ status: 0, cookie: '', text: '' })}\n`));
asked.end(body === '-' ? undefined : body);
