import { describe, expect, it } from 'vitest';
import { FAIL_MODES } from '../fail-mode-table.ts';
import { renderEngineConfig } from './render-config.ts';
import { renderYaml } from './render-yaml.ts';

const text = renderEngineConfig(
  { dataDir: '/data', runDir: '/run/x', homeNetworks: ['192.0.2.0/24', 'fd00::/8'] },
  '/v',
);

describe('renderEngineConfig', () => {
  it('begins with the two lines Suricata insists on', () => {
    expect(text.startsWith('%YAML 1.1\n---\n')).toBe(true);
  });

  it('holds what the fail-mode table and the measurements ask for', () => {
    for (const line of [
      'exception-policy: "ignore"',
      '  midstream: yes',
      '  inline: "auto"',
      '    depth: 0',
      '  mode: "repeat"',
      '  fail-open: yes',
      '        response-body-limit: 0',
      '    HOME_NET: "[192.0.2.0/24,fd00::/8]"',
    ]) {
      expect(text).toContain(line);
    }
    expect(FAIL_MODES.every((mode) => mode.traffic === 'open' && mode.blocks === 'closed')).toBe(true);
    expect(new Set(FAIL_MODES.map((mode) => mode.cause)).size).toBe(FAIL_MODES.length);
  });

  it('writes detections to a file on disk and traffic to a socket', () => {
    expect(text).toContain('filename: "/data/eve/detections.json"');
    expect(text).toContain('filetype: "unix_stream"');
    expect(text).toContain('filename: "/run/x/eve-traffic.sock"');
  });
});

describe('renderYaml', () => {
  it('quotes every string, so that no value becomes structure', () => {
    expect(renderYaml({ a: ['x: y', { b: 'line\nbreak', c: [] }], d: {} })).toBe(
      '%YAML 1.1\n---\na:\n  - "x: y"\n  - b: "line\\nbreak"\n    c: []\nd: {}\n',
    );
  });
});
