import { createHash } from 'node:crypto';

/** A hash list by its name: hex in lower case of MD5, SHA-1 or SHA-256, told apart by length. */
export interface HashDifference {
  readonly list: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const KINDS = [
  ['md5', 32],
  ['sha1', 40],
  ['sha256', 64],
] as const;
type Kind = (typeof KINDS)[number][0];

/** All hash lists in force; what costs is only computed for kinds that have entries. */
export class KnownFiles {
  /** Lists that name a hash, each once. */
  readonly #of: Readonly<Record<Kind, Map<string, readonly string[]>>> = {
    md5: new Map(),
    sha1: new Map(),
    sha256: new Map(),
  };

  get entries(): number {
    return KINDS.reduce((sum, [kind]) => sum + this.#of[kind].size, 0);
  }

  change({ list, added, removed }: HashDifference): void {
    for (const hash of removed) {
      const known = this.#mapOf(hash);
      const left = known?.get(hash)?.filter((name) => name !== list) ?? [];
      if (left.length === 0) known?.delete(hash);
      else known?.set(hash, left);
    }
    for (const hash of added) {
      const known = this.#mapOf(hash);
      const lists = known?.get(hash);
      if (lists === undefined) known?.set(hash, [list]);
      else if (!lists.includes(list)) known?.set(hash, [...lists, list]);
    }
  }

  /** Name of a list that has one of these hashes, or null. */
  findHash(hashes: readonly string[]): string | null {
    for (const hash of hashes) {
      const lists = this.#mapOf(hash)?.get(hash);
      if (lists?.[0] !== undefined) return lists[0];
    }
    return null;
  }

  /** Name of a list that has these bytes, or null. */
  find(content: Buffer): string | null {
    for (const [kind] of KINDS) {
      if (this.#of[kind].size === 0) continue;
      const lists = this.#of[kind].get(createHash(kind).update(content).digest('hex'));
      if (lists?.[0] !== undefined) return lists[0];
    }
    return null;
  }

  #mapOf(hash: string): Map<string, readonly string[]> | undefined {
    const kind = KINDS.find(([, length]) => length === hash.length)?.[0];
    return kind === undefined ? undefined : this.#of[kind];
  }
}

/** What changes one set into the other. */
export function differenceOf(before: ReadonlySet<string>, after: ReadonlySet<string>) {
  const added = [...after].filter((hash) => !before.has(hash));
  const removed = [...before].filter((hash) => !after.has(hash));
  return { added, removed };
}
