/** The console's type face, by unicode-range parts. The page on the box must not call this: it uses the phone's fonts. */
export async function loadNotoSansJp(): Promise<void> {
  await import('./noto-sans-jp.ts');
}
