/** Words of the lab's command line. */
export const en = {
  steps: {
    bundle: 'Bundle of rules and countries',
    network: 'Network: internet, router, box, office',
    center: 'Monitoring center',
    box: 'Box: agent and Suricata',
    policy: 'Policy in force, inspection running',
    office: 'Office: devices ask for addresses',
  },
  running: 'running',
  done: 'done',
  failed: 'failed',
  consoleAt: 'Monitoring center',
  boxAt: "Box's own page",
  signIn: 'sign in (analyst)',
  alsoSignIn: 'other role',
  noSecondFactor: 'This is a lab: signing in asks for no second factor (six digits of a phone).',
  stickerCode: 'sticker code',
  keys: 'Keys: a = attack again, b = dangerous sites, d = an infected computer, v = viruses by mail and web, o = an ordinary morning at the office, q or Ctrl-C = end',
  noKeys: 'Ctrl-C ends the lab.',
  playing: {
    A: 'Attack: remote desktop from Latvia, over IPv4 and IPv6 …',
    B: 'Dangerous sites: by name and by address, over IPv4 and IPv6 …',
    D: 'Infected: the reception’s computer reports to an attacker and waits for orders, over IPv4 and IPv6 …',
    alpha: 'Viruses: by mail and by web, into the office and out of it, over IPv4 and IPv6 …',
    delta: 'Phishing and look-alikes: sites by name, page and address, over IPv4 and IPv6 …',
    C: 'Flood: NTP answers nobody asked for and requests from invented addresses, over IPv4 and IPv6 …',
    E: 'Ransomware: an attack on the file server, files encrypted, the computer held apart, over IPv4 and IPv6 …',
    F: 'Mail in bulk from an employee’s account, over IPv4 and IPv6 …',
    G: 'The web shop attacked from outside, over IPv4 and IPv6 …',
    H: 'The remote-access device: its exploits, then password guessing, over IPv4 and IPv6 …',
    epsilon: 'A camera recorder is plugged in; a worm comes, over IPv4 and IPv6 …',
    gamma: 'A zip with a password comes by mail; a loader tells of its computer …',
    'reply-chain': 'False replies, cards and accounts come by mail …',
    'virus-out': 'An infected computer mails and uploads a virus …',
    office: 'Office: pages, a 200 MB download, mail, over IPv4 and IPv6 …',
  },
  stopped: (blocked: number, sent: number, arrived: number) =>
    `${blocked} of ${sent} attempts stopped, ${arrived} reached the server`,
  keptAway: (blocked: number, sent: number, arrived: number) =>
    `${blocked} of ${sent} visits to dangerous sites stopped, ${arrived} got through`,
  cutOff: (blocked: number, sent: number, arrived: number) =>
    `${blocked} of ${sent} reports and orders stopped, ${arrived} arrived`,
  keptOut: (blocked: number, sent: number, arrived: number) =>
    `${blocked} of ${sent} files with a virus stopped, ${arrived} arrived whole`,
  undisturbed: (arrived: number, sent: number) => `${arrived} of ${sent} steps of work went through undisturbed`,
  delay: (median: number, p99: number, attacks: number) =>
    `from the dropped packet to the console: median ${median} ms, p99 ${p99} ms (${attacks} attempts)`,
  notice: 'The notice that the shop owner gets',
  ending: 'Taking the lab down …',
  ended: 'The lab is down; nothing is left running.',
  notHeld: 'did not hold',
  result: (seconds: string) => `All cases held in ${seconds} s.`,
  resultBad: (names: string) => `Did not hold: ${names}`,
  unknownCase: (name: string, known: string) =>
    `SCN_CASE_UNKNOWN: There is no case ${name}. Cases built so far: ${known}, or --all.`,
  unknownOption: (option: string) => `SCN_OPTION_UNKNOWN: Unknown option ${option}. See --help.`,
  badPort: (value: string) => `LAB_PORT_INVALID: ${value} is no port number from 1 to 65535.`,
  badFleet: (value: string) => `LAB_FLEET_INVALID: ${value} is no number of companies from 1 to 10000.`,
  fleet: {
    filling: (boxes: number) => `Made-up service of ${boxes} companies and their year`,
    filled: (detections: number, incidents: number) => `${detections} detections, ${incidents} incidents`,
    mark: 'SIMULATED: companies, boxes and incidents are made up.',
    ends: 'Ctrl-C ends it.',
  },
};
export type Words = typeof en;
