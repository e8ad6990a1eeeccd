/** A named set on the right side of a match, or the target of a set statement: "@name". */
export type SetReference = `@${string}`;

export function setReference(name: string): SetReference {
  return `@${name}`;
}
