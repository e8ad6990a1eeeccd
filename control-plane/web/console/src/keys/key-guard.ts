/** The part of a keyboard event that decides; a plain object in tests. */
export interface KeyLike {
  key: string;
  keyCode: number;
  isComposing: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  defaultPrevented: boolean;
}

const NO_TEXT_TYPES = new Set(['button', 'checkbox', 'radio', 'submit', 'reset', 'range', 'color', 'file']);

/**
 * Japanese conversion fires Enter, Escape and letters too: `isComposing`, and keyCode 229 where a browser sends the
 * key before or after the composition.
 */
export function isConversion(event: Pick<KeyLike, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

export function isPlainKey(event: KeyLike): boolean {
  return !(event.defaultPrevented || isConversion(event) || event.ctrlKey || event.metaKey || event.altKey);
}

/** Where a person writes, or a dialog that has its own keys. */
export function isTypingPlace(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role="dialog"], [role="listbox"]') !== null) return true;
  if (target instanceof HTMLInputElement) return !NO_TEXT_TYPES.has(target.type);
  return target.closest('textarea, select, [contenteditable="true"]') !== null;
}

/** Enter and Space on a control belong to the control; a link has no use for Space. */
export function isControlsOwnKey(key: string, target: EventTarget | null): boolean {
  if (key !== 'Enter' && key !== ' ') return false;
  const controls = key === 'Enter' ? 'a, button, summary, input' : 'button, summary, input';
  return target instanceof Element && target.closest(controls) !== null;
}
