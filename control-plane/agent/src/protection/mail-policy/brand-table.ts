// Who is imitated by mail (rules/mail/brands.yaml, carried in the bundle): whose name is shown, whose domain it pretends to be.
import { isBelow, isOneStepAway, plainLetters, readableDomain, registeredDomain } from './domain-forms.ts';

/** One row of the table, as the bundle's `mail-brands.json` holds it. */
export interface Brand {
  readonly id: string;
  readonly names: readonly string[];
  readonly marks: readonly string[];
  readonly domains: readonly string[];
}

/** From so many letters on one wrong letter still tells which name is meant. */
const LONG_ENOUGH = 6;

export class BrandTable {
  readonly #brands: readonly { readonly brand: Brand; readonly names: readonly RegExp[] }[];

  constructor(brands: readonly Brand[]) {
    this.#brands = brands.map((brand) => ({ brand, names: brand.names.map(asWord) }));
  }

  /** Whose name stands in the text. */
  named(text: string): Brand | null {
    const plain = text.normalize('NFKC').slice(0, 500);
    return this.#brands.find(({ names }) => names.some((name) => name.test(plain)))?.brand ?? null;
  }

  /** The brand whose true domain this is. */
  owner(domain: string): Brand | null {
    return this.#brands.find(({ brand }) => brand.domains.some((own) => isBelow(domain, own)))?.brand ?? null;
  }

  /** The brand a domain pretends to be; null for true ones and for those that pretend nothing. */
  imitated(domain: string): { readonly brand: Brand; readonly how: 'mark' | 'letters' | 'homoglyph' } | null {
    if (domain === '' || this.owner(domain) !== null) return null;
    const readable = readableDomain(domain);
    const pieces = readable.split(/[.-]/);
    const registered = registeredDomain(readable).split('.')[0] ?? '';
    for (const { brand } of this.#brands) {
      for (const mark of brand.marks) {
        if (pieces.includes(mark) || (mark.includes('-') && hasLabel(readable, mark))) return { brand, how: 'mark' };
        const isForeign = /[^\0-\x7f]/.test(readable);
        const plain = pieces.map(plainLetters);
        if (plain.includes(mark)) return { brand, how: isForeign ? 'homoglyph' : 'letters' };
        if (mark.length >= LONG_ENOUGH && isOneStepAway(plainLetters(registered), mark))
          return { brand, how: 'letters' };
      }
    }
    return null;
  }
}

function hasLabel(domain: string, mark: string): boolean {
  return domain
    .split('.')
    .some((label) => label === mark || label.startsWith(`${mark}-`) || label.endsWith(`-${mark}`));
}

/** Latin names as whole words; names with Japanese letters wherever they stand. */
function asWord(name: string): RegExp {
  const escaped = name.normalize('NFKC').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const isLatin = /^[\0-\x7f]+$/.test(name);
  return isLatin ? new RegExp(`(?<![a-z0-9@.])${escaped}(?![a-z0-9@])`, 'i') : new RegExp(escaped, 'i');
}
