/** Words of `scenario -- --pcap`. */
export const replayEn = {
  captureBad: (path: string, reason: string) =>
    `SCN_CAPTURE_UNREADABLE: ${path} is no capture that can be played (${reason}).`,
  rulesUnreadable: (path: string) => `SCN_RULES_UNREADABLE: The rules file ${path} cannot be read.`,
  rulesTooLarge: (path: string) => `SCN_RULES_UNREADABLE: The rules file ${path} is larger than 256 MiB.`,
  rulesEmpty: (path: string) => `SCN_RULES_EMPTY: ${path} has no enabled rule.`,
  rulesRefused: (reason: string) => `SCN_RULES_REFUSED: The engine refuses the rules: ${reason}`,
  homeBad: (value: string) =>
    `SCN_HOME_INVALID: ${value} is no list of prefixes. Example: --home 192.168.0.0/16,fd00::/8 (at most 32).`,
  valueMissing: (option: string) => `SCN_OPTION_VALUE: ${option} needs a value.`,
  pcapMissing: (option: string) => `SCN_OPTION_VALUE: ${option} goes with --pcap FILE.`,
  unknownOption: (option: string) => `SCN_OPTION_UNKNOWN: ${option} does not go with --pcap. See --help.`,
  suiteBad: (path: string, reason: string) =>
    `SCN_SUITE_UNREADABLE: ${path} has no expected.json that can be read (${reason}).`,
  presetBad: (value: string) =>
    `SCN_PRESET_UNKNOWN: there is no preset "${value}"; use connectivity, balanced or security.`,
  suiteRulesBad: (reason: string) => `SCN_RULES_UNREADABLE: The rules of the suite cannot be unpacked: ${reason}`,
  steps: {
    bundle: 'Bundle of rules and countries',
    network: 'Network: one player on each side of the box',
    center: 'Monitoring center',
    box: 'Box: agent and Suricata',
    policy: 'Rules in force, inspection running',
    replay: 'Replay',
    settle: 'What the box and the center say of it',
  },
};
export type ReplayWords = typeof replayEn;
