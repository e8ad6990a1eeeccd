import { keepChoice, readChoice } from '@omamori/ui';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { isControlsOwnKey, isPlainKey, isTypingPlace } from './key-guard.ts';

/** `j`, `Shift+e`, or a sequence `g q`. */
export type KeyBindings = Readonly<Record<string, () => void>>;

interface Keys {
  enabled: boolean;
  setEnabled: (enabled: boolean) => void;
  add: (bindings: { current: KeyBindings }) => () => void;
}

const CHOICE = 'omamori.keys';
const SEQUENCE_MS = 1200;
const KeysContext = createContext<Keys | null>(null);

export function useKeysSwitch(): Keys {
  const keys = useContext(KeysContext);
  if (keys === null) throw new Error('KeysProvider is missing around this part');
  return keys;
}

function nameOf(event: KeyboardEvent): string {
  const letter = /^[A-Za-z]$/.test(event.key);
  return letter && event.shiftKey ? `Shift+${event.key.toLowerCase()}` : letter ? event.key.toLowerCase() : event.key;
}

/** One listener for the page; later bindings win. Off by one switch, as WCAG 2.1.4 asks for single letters. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const [enabled, setState] = useState(() => readChoice(CHOICE) !== 'off');
  const stack = useRef<{ current: KeyBindings }[]>([]);
  useEffect(() => {
    if (!enabled) return;
    let prefix = '';
    let prefixAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || isTypingPlace(event.target) || isControlsOwnKey(event.key, event.target)) return;
      const name = nameOf(event);
      const inSequence = prefix !== '' && event.timeStamp - prefixAt < SEQUENCE_MS;
      const wanted = inSequence ? `${prefix} ${name}` : name;
      prefix = '';
      const all = stack.current.toReversed().map((one) => one.current);
      const act = all.find((bindings) => wanted in bindings)?.[wanted];
      if (act !== undefined) {
        event.preventDefault();
        act();
      } else if (
        !inSequence &&
        all.some((bindings) => Object.keys(bindings).some((key) => key.startsWith(`${name} `)))
      ) {
        prefix = name;
        prefixAt = event.timeStamp;
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
  const keys = useMemo<Keys>(
    () => ({
      enabled,
      setEnabled: (next) => {
        keepChoice(CHOICE, next ? 'on' : 'off');
        setState(next);
      },
      add: (bindings) => {
        stack.current.push(bindings);
        return () => {
          stack.current = stack.current.filter((one) => one !== bindings);
        };
      },
    }),
    [enabled],
  );
  return <KeysContext value={keys}>{children}</KeysContext>;
}

export function useKeys(bindings: KeyBindings): void {
  const { add } = useKeysSwitch();
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => add(latest), [add]);
}
