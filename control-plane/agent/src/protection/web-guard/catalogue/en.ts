import type { PageWords } from './page-words.ts';

export const en: PageWords = {
  language: 'en',
  name: 'English',
  title: 'This page was stopped',
  stopped: (what) => `Omamori stopped the connection to “${what}”.`,
  reasons: {
    'dangerous-site': 'The site is known to be dangerous: it may show a false log-in page or give out viruses.',
    'command-and-control': 'Viruses use this address to talk to their attacker.',
    'malware-file': 'The file is known to be a virus.',
    application: 'The company decided not to use this kind of connection.',
    other: 'The connection matched a mark of harmful traffic.',
  },
  category: (name) =>
    `it is a site of a kind (${name}) that the company does not use. That does not mean it is dangerous. Nobody's name was recorded.`,
  categories: {
    adult: 'adult',
    gambling: 'gambling',
    games: 'games',
    dating: 'dating',
    sns: 'social networks',
    video: 'video',
    shopping: 'shopping',
    sports: 'sports',
    manga: 'comics',
  },
  advice: 'Close the page. If you entered a card number or a password, or if you are worried, call us at once.',
  phone: (number) => `Help desk ${number} (24 hours)`,
  facts: {
    list: 'Listed in',
    date: 'Date of the list',
    others: 'At other companies',
    device: 'Your device',
    time: 'Stopped at',
    box: 'Number of the box',
  },
  others: (companies, days) =>
    companies === 0 ? `not in the last ${days} days` : `stopped at ${companies} in the last ${days} days`,
  needed: 'If you need the page for your work, call us as well: it can be let through for a limited time.',
  technician: 'For technicians: the page of the box, “stopped connections”, lets it through for a limited time.',
  promise: 'Omamori lowers attacks and damage. It does not promise to prevent everything.',
};
