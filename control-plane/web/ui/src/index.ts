export { AgeText } from './age-text.tsx';
export { Choice, type ChoiceProps } from './choice.tsx';
export { CopyButton, type CopyWords } from './copy-button.tsx';
export { formatAge, formatExact, formatTime, ZONE_NAME } from './format-time.ts';
export { formatVolume } from './format-volume.ts';
export { keepChoice, LANGUAGES, type Language, readChoice, startLanguage, useLanguage } from './language.ts';
export { LanguageSwitch } from './language-switch.tsx';
export { loadNotoSansJp } from './load-fonts.ts';
export { MonoValue } from './mono-value.tsx';
export { EmptyState, ErrorState } from './notices.tsx';
export { LiveRegion, SkipLink, usePageTitle } from './page-frame.tsx';
export {
  type Answer,
  errorOf,
  nothing,
  type RequestError,
  RequestFailure,
  requestJson,
  unwrap,
} from './request-json.ts';
export { SchemeSwitch } from './scheme-switch.tsx';
export { type Outcome, OutcomeMark, StateWord, type Tone } from './state-word.tsx';
export { resolveVariables, theme } from './theme.ts';
export { TimeText } from './time-text.tsx';
export { useNow } from './use-now.ts';

import './base.css';
