import { useEffect, useState } from 'react';

export function SkipLink({ word, to }: { word: string; to: string }) {
  return (
    <a className="om-skip" href={`#${to}`}>
      {word}
    </a>
  );
}

/** `<title>` = page + company, or page + product where no company is meant. */
export function usePageTitle(page: string, owner: string): void {
  useEffect(() => {
    document.title = `${page} – ${owner}`;
  }, [page, owner]);
}

const SPEAK_EVERY_MS = 5000;

/** One polite region of a page; at most one message in 5 s, the latest wins. */
export function LiveRegion({ message }: { message: string }) {
  const [spoken, setSpoken] = useState({ text: '', at: 0 });
  useEffect(() => {
    if (message === spoken.text) return;
    const wait = Math.max(0, spoken.at + SPEAK_EVERY_MS - Date.now());
    const timer = setTimeout(() => setSpoken({ text: message, at: Date.now() }), wait);
    return () => clearTimeout(timer);
  }, [message, spoken]);
  return (
    <div className="om-heard" role="status" aria-live="polite">
      {spoken.text}
    </div>
  );
}
