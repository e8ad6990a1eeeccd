import type { ActionKey } from '../action-of.ts';

/** The same four parts in the same order as in Japanese. */
const UNPLUG = '1. Pull out the LAN cable. 2. Turn off Wi-Fi. 3. Leave the power on. 4. Call us now.';

export const actions: Readonly<Record<ActionKey, string>> = {
  unplug: UNPLUG,
  'unplug-do-not-pay': `${UNPLUG}\nIf a screen asks for money, do not pay.`,
  isolated: '1. Leave the power on. 2. Do not touch the device. 3. Call us now.',
  'stop-using': '1. Stop using the device. 2. Leave the power on. 3. Call us.',
  'leave-site': '1. Do not type anything. 2. Close the page. 3. Call us.',
  'mail-password': 'If you did not send it: 1. Change the mail password from another computer. 2. Call us.',
  'offer-close': 'If nobody needs to work from outside, we will close this entrance. Please call us.',
  'keep-closed':
    'This entrance is closed to all but those you chose. If you need to work from outside, or are worried, please call us.',
  'fix-together': 'We will tell you how to fix it. Please call us today.',
  'keep-if-used': 'If you use it for work, you need not do anything. If you do not know it, please call us.',
  'call-now': 'Please call us now.',
  'call-today': 'Please call us today.',
  'expected-or-call': 'Please ask whoever used the device. If nobody knows of it, please call us today.',
  'ask-sender': 'Before you open the mail, ask its sender by phone. Until then open no attachment and no link.',
  'no-attachments': 'Do not open files in mail you did not expect. If you are worried, please call us.',
  'no-unknown-files': 'Do not fetch or open files from places you do not know. If you are worried, please call us.',
  'no-odd-links': 'Do not open links in mail you did not expect. You need not do anything else.',
  'slow-then-call': 'If the internet feels slow, please call us. You need not do anything else.',
  'needed-then-call': 'If you need this traffic for work, please call us. You need not do anything else.',
  nothing: 'You need not do anything.',
};
