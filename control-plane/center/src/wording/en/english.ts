import type { Catalogue } from '../catalogue.ts';
import { actions } from './actions.ts';
import { periodOf, phraseOf } from './phrase.ts';
import { closedEntrance, country, flood, remoteControl } from './stories-from-outside.ts';
import { commandAndControl, dangerousSite, exploit, malwareFile, scan } from './stories-of-attacks.ts';
import { encryption, passwordGuessing } from './stories-of-break-ins.ts';
import { suspiciousMail } from './stories-of-mail.ts';
import { application, hiddenNames, other, spamBurst, weakness } from './stories-of-use.ts';
import { outcomeSentence } from './titles.ts';

export const english: Catalogue = {
  levels: { urgent: '[Urgent] ', check: '[Please check] ', info: '[No action needed] ' },
  followUpLevels: { urgent: '[Urgent, update] ', check: '[Check, update] ', info: '[Update] ' },
  titleLimit: 80,
  stories: {
    'remote-control-attempt': remoteControl,
    'geo-inbound': country,
    'geo-outbound': country,
    'port-closed': closedEntrance,
    'command-and-control': commandAndControl,
    'dangerous-site': dangerousSite,
    'malware-file': malwareFile,
    'suspicious-mail': suspiciousMail,
    exploit,
    'password-guessing': passwordGuessing,
    encryption,
    scan,
    flood,
    'spam-burst': spamBurst,
    'hidden-names': hiddenNames,
    application,
    weakness,
    other,
  },
  actions,
  detailLabels: {
    when: 'Time',
    count: 'How often',
    country: 'Country of the other side',
    peer: 'Address of the other side',
    device: 'Device',
    rule: 'Rule that decided',
    virus: 'Virus',
    file: 'File',
    mailTo: 'To',
    mailFrom: 'From (as it says)',
    way: 'Way',
    promise: 'What we promise',
  },
  ways: {
    smtp: 'mail (sent)',
    pop3: 'mail (fetched)',
    imap: 'mail (fetched)',
    http: 'web',
    ftp: 'file transfer',
    smb: 'shared files',
  },
  letter: { sender: 'Omamori monitoring center', recipient: (company) => company, details: 'Details', colon: ': ' },
  promise: 'This service lowers attacks and damage. It does not promise to prevent everything.',
  phraseOf,
  unplugTitle: (phrase) => `Pull out the LAN cable of ${phrase.device}`,
  deviceLine: (label, facts, level) => {
    if (label !== null) return `Device: “${label}”${facts.direction === 'internal' ? ' (the one aimed at)' : ''}`;
    if (facts.device === null) return 'Device: not known yet. We are looking into it.';
    return level === 'info'
      ? 'Device: one in your office, without a registered name.'
      : 'Device: one in your office. We will find it with you on the phone.';
  },
  outcome: (phrase) => outcomeSentence(phrase),
  lastLine: (phone, number) => `Help desk ${phone} (24 hours), reference ${number}`,
  period: periodOf,
};
