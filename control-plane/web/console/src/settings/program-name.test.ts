import { describe, expect, it } from 'vitest';
import { programName } from './program-name.ts';

describe('programName', () => {
  it('tells browsers and systems apart, the one that pretends to be another too', () => {
    const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0';
    const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1';
    expect(programName(edge)).toEqual({ browser: 'Edge', system: 'Windows' });
    expect(programName(phone)).toEqual({ browser: 'Safari', system: 'iPhone' });
    expect(programName('curl/8.0')).toEqual({ browser: '', system: '' });
  });
});
