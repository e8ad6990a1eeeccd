// A writer of numbered lines that rotates, empties and replaces its file, and the record of what it wrote where.
import { appendFileSync, existsSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one file held between its creation (or emptying) and its end. */
export interface Generation {
  readonly lines: string[];
  /** Bytes of it were destroyed while a follower may not have read them. */
  damaged: boolean;
}

/** Longer than two ticks of a kernel clock at 100 Hz: files created apart by this have different birth times. */
const BIRTH_PAUSE_MS = 21;

export class LogWriter {
  readonly folder = mkdtempSync(join(tmpdir(), `eve-follow-${process.pid}-`));
  readonly path = join(this.folder, 'eve.json');
  readonly generations: Generation[] = [];
  #number = 0;
  #rotations = 0;
  /** The second half of a line whose first half is in the file. */
  #rest = '';

  constructor() {
    writeFileSync(this.path, '');
    this.#begin();
  }

  get current(): Generation {
    return this.generations.at(-1) as Generation;
  }

  append(count: number, width: number, path = this.path): void {
    this.finishLine(path);
    for (let index = 0; index < count; index += 1) appendFileSync(path, `${this.#nextLine(width)}\n`);
  }

  /** Half a line: the other half follows with the next append, never after a rotation. */
  appendHalf(width: number): void {
    this.finishLine();
    const line = this.#nextLine(width);
    const half = Math.ceil(line.length / 2);
    appendFileSync(this.path, line.slice(0, half));
    this.#rest = `${line.slice(half)}\n`;
  }

  finishLine(path = this.path): void {
    if (this.#rest !== '') appendFileSync(path, this.#rest);
    this.#rest = '';
  }

  /** As logrotate with `create`: the writer goes on in the renamed file until it is told to open the new one. */
  async rotate(late: number, lastNewline: boolean): Promise<void> {
    for (let number = this.#rotations; number >= 1; number -= 1) {
      renameSync(`${this.path}.${number}`, `${this.path}.${number + 1}`);
    }
    this.#rotations += 1;
    renameSync(this.path, `${this.path}.1`);
    await sleep(BIRTH_PAUSE_MS);
    writeFileSync(this.path, '');
    this.append(late, 9, `${this.path}.1`);
    if (!lastNewline) appendFileSync(`${this.path}.1`, this.#nextLine(9));
    this.#begin();
  }

  truncate(): void {
    truncateSync(this.path, 0);
    this.#rest = '';
    this.current.damaged = true;
    this.#begin();
  }

  /** Another file takes the name at once; the old one is gone but for open descriptors. */
  async replace(): Promise<void> {
    this.finishLine();
    await sleep(BIRTH_PAUSE_MS);
    writeFileSync(join(this.folder, 'next'), '');
    renameSync(join(this.folder, 'next'), this.path);
    this.#begin();
  }

  remove(): void {
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }

  #begin(): void {
    this.generations.push({ lines: [], damaged: false });
  }

  #nextLine(width: number): string {
    this.#number += 1;
    const line = `${String(this.#number).padStart(6, '0')}:${'x'.repeat(width)}`;
    this.current.lines.push(line);
    return line;
  }
}
