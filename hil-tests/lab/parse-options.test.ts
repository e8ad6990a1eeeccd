import { describe, expect, it } from 'vitest';
import { en } from './catalogue/en.ts';
import { ja } from './catalogue/ja.ts';
import { languageOf, parseLabOptions } from './parse-options.ts';

describe('options of npm start', () => {
  it('have sensible defaults', () => {
    const parsed = parseLabOptions([], en);
    expect(parsed).toMatchObject({
      ok: true,
      value: { once: false, host: '127.0.0.1', consolePort: 8080, boxPort: 8443 },
    });
  });

  it('take ports, host and language in any order', () => {
    const args = ['--lang', 'ja', '--box-port', '9001', '--once', '--host', '0.0.0.0'];
    expect(parseLabOptions(args, ja)).toMatchObject({
      ok: true,
      value: { once: true, host: '0.0.0.0', boxPort: 9001 },
    });
    expect(languageOf(args)).toBe('ja');
  });

  it('take a number of companies in place of the lab', () => {
    expect(parseLabOptions(['--fleet', '200', '--once'], en)).toMatchObject({ ok: true, value: { fleet: 200 } });
    for (const fleet of ['0', '10001', 'many', '']) {
      const parsed = parseLabOptions(['--fleet', fleet], ja);
      expect(parsed).toMatchObject({ ok: false, error: { code: 'LAB_FLEET_INVALID' } });
    }
  });

  it('refuse by code what they do not know', () => {
    expect(parseLabOptions(['--fast'], en)).toMatchObject({ ok: false, error: { code: 'SCN_OPTION_UNKNOWN' } });
    for (const port of ['0', '65536', 'http', '-1', '']) {
      expect(parseLabOptions(['--console-port', port], en)).toMatchObject({
        ok: false,
        error: { code: 'LAB_PORT_INVALID' },
      });
    }
  });
});
