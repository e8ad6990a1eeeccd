/**
 * Short mails one after the other, four at a time, each to another person: mail-burst.ts TO ACCOUNT COUNT
 * Prints one JSON line a mail: { number, accepted }.
 */
import { createTransport } from 'nodemailer';
import { SPAM_MAIL } from '../catalogue/mail.ts';
import { longEnough } from './long-enough.ts';

const [to = '', account = '', count = ''] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(2500);
const AT_ONCE = 4;

async function send(number: number): Promise<boolean> {
  const transport = createTransport({
    host: to,
    port: 25,
    ignoreTLS: true,
    connectionTimeout: LONG_ENOUGH_MS,
    greetingTimeout: LONG_ENOUGH_MS,
    socketTimeout: LONG_ENOUGH_MS,
  });
  try {
    await transport.sendMail({ from: account, to: `okyaku-${number}@mail.example`, ...SPAM_MAIL });
    return true;
  } catch {
    return false; // refused or cut: told below
  } finally {
    transport.close();
  }
}

let next = 0;
async function sendOn(): Promise<void> {
  while (next < Number(count)) {
    const number = next++;
    const accepted = await send(number);
    process.stdout.write(`${JSON.stringify({ number, accepted })}\n`);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, sendOn));
