import { describe, expect, it } from 'vitest';
import { domainListRules, domainPassRules } from './domain-rules.ts';
import { passForDevice, priorityOf, ruleLines, sidOf } from './rule-line.ts';

const LINE =
  'drop tcp [1.2.3.4, !5.6.7.8] any -> $HOME_NET [80, 443] (msg:"a"; content:"x"; threshold:type limit, track by_src, count 1, seconds 5; classtype:misc-attack; sid:77; rev:2;)';

describe('a rule line', () => {
  it('tells how serious it is: priority, metadata, class, or nothing', () => {
    expect(priorityOf('alert ip any any -> any any (classtype:trojan-activity; priority:3; sid:1;)')).toBe(3);
    expect(
      priorityOf('alert ip any any -> any any (classtype:misc-activity; metadata:omamori_severity high; sid:1;)'),
    ).toBe(1);
    expect(priorityOf(LINE)).toBe(2);
    expect(priorityOf('alert ip any any -> any any (classtype:misc-activity; sid:1;)')).toBe(3);
    expect(priorityOf('alert ip any any -> any any (sid:1;)')).toBe(2);
  });

  it('becomes a pass for one device on either end, without its threshold', () => {
    expect(passForDevice(LINE, ['192.0.2.5', '2001:db8::5'], 500)).toEqual([
      'pass tcp [192.0.2.5,2001:db8::5] any -> $HOME_NET [80, 443] (msg:"a"; content:"x"; classtype:misc-attack; sid:500; rev:2;)',
      'pass tcp [1.2.3.4, !5.6.7.8] any -> [192.0.2.5,2001:db8::5] [80, 443] (msg:"a"; content:"x"; classtype:misc-attack; sid:501; rev:2;)',
    ]);
    expect(passForDevice(LINE, [], 500)).toEqual([]);
    expect(passForDevice('drop nonsense', ['192.0.2.5'], 500)).toEqual([]);
  });

  it('is one of several in a text with comments and continued lines', () => {
    const text =
      '# no\ndrop tcp any any -> any any \\\n (sid:1;)\n#drop x\nconfig y\nalert ip any any -> any any (sid:2;)';
    expect(ruleLines(Buffer.from(text)).map(sidOf)).toEqual([1, 2]);
  });
});

describe('domain rules', () => {
  it('make one rule for each number of labels and protocol, and a file named by its content', () => {
    const list = { name: 'bad', entries: ['Evil.example', 'a.b.example', 'evil.example'] };
    const { lines, files } = domainListRules(list, 'drop', 1000);
    const file = files[0] ?? { name: '', text: '' };
    expect(lines).toHaveLength(10);
    expect(lines.map(sidOf)).toEqual([1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009]);
    expect(
      file.text
        .trim()
        .split('\n')
        .map((line) => Buffer.from(line, 'base64').toString()),
    ).toEqual(['a.b.example', 'evil.example']);
    expect(lines.every((line) => line.includes(file.name))).toBe(true);
    expect(domainListRules({ ...list, entries: ['other.example'] }, 'drop', 1000).files[0]?.name).not.toBe(file.name);
  });

  it('let a domain pass in each protocol, by whole labels only', () => {
    const lines = domainPassRules('Evil.example', 'any', 5);
    expect(lines).toHaveLength(5);
    expect(
      lines.every((line) => line.startsWith('pass ') && line.includes('dotprefix; content:".evil.example"; endswith;')),
    ).toBe(true);
  });
});
