import { describe, expect, it } from 'vitest';
import { replayEn } from './catalogue/en.ts';
import { isReplay, parseReplayOptions } from './parse-replay-options.ts';
import { convertRules } from './prepare-rules.ts';

const codeOf = (...args: string[]) => {
  const parsed = parseReplayOptions(args, replayEn);
  return parsed.ok ? null : parsed.error.code;
};

describe('options of a replay', () => {
  it('are read, the private ranges being home unless told otherwise', () => {
    const parsed = parseReplayOptions(['--pcap', 'a.pcap', '--detect-only', '--rules', 'r', '--quiet'], replayEn);
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(parsed.value).toMatchObject({ capture: 'a.pcap', rules: 'r', detectOnly: true });
    expect(parsed.value.home).toContain('10.0.0.0/8');
    expect(codeOf('--pcap', 'a', '--home', '192.0.2.0/24,2001:db8::/32')).toBeNull();
  });

  it('are refused by code when they cannot be meant', () => {
    expect(codeOf('--pcap')).toBe('SCN_OPTION_VALUE');
    expect(codeOf('--detect-only')).toBe('SCN_OPTION_VALUE');
    expect(codeOf('--pcap', '--rules', 'r')).toBe('SCN_OPTION_VALUE');
    expect(codeOf('--pcap', 'a', '--home', 'office')).toBe('SCN_HOME_INVALID');
    expect(codeOf('--pcap', 'a', '--all')).toBe('SCN_OPTION_UNKNOWN');
  });

  it('are told apart from cases', () => {
    expect([isReplay(['A', 'office']), isReplay(['--pcap', 'x'])]).toEqual([false, true]);
  });
});

describe('rules of a replay', () => {
  const text = [
    '# a comment',
    '#alert tcp any any -> any any (msg:"disabled"; sid:1;)',
    'alert tcp any any -> any any (msg:"one"; sid:2;)',
    'reject tcp any any -> any any (msg:"two"; sid:3;)',
    'pass tcp any any -> any any (sid:4;)',
    'alert tcp any any -> any any (flowbits:set,x; flowbits:noalert; sid:5;)',
    'alert tcp any any -> any any (msg:"over \\',
    '  two lines"; sid:6;)',
    'no rule at all',
  ].join('\n');

  it('block when they report, except those that only remember something', () => {
    expect(convertRules(text, 'drop').map((rule) => rule.split(' ')[0])).toEqual([
      'drop',
      'reject',
      'pass',
      'alert',
      'drop',
    ]);
  });

  it('only report under --detect-only', () => {
    const rules = convertRules(text, 'alert');
    expect(rules.map((rule) => rule.split(' ')[0])).toEqual(['alert', 'alert', 'pass', 'alert', 'alert']);
    expect(rules[4]).toContain('"over two lines"');
  });
});
