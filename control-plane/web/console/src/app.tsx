import { MantineProvider } from '@mantine/core';
import { resolveVariables, startLanguage, theme } from '@omamori/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { I18nextProvider } from 'react-i18next';
import { ActsProvider } from './acts/acts-provider.tsx';
import { createQueryClient } from './api/query-client.ts';
import { KeysProvider } from './keys/keys-provider.tsx';
import { LiveProvider } from './live/live-provider.tsx';
import en from './locales/en.json' with { type: 'json' };
import ja from './locales/ja.json' with { type: 'json' };
import { Rooms } from './rooms.tsx';
import { SessionGate } from './sign-in/session-gate.tsx';

const language = startLanguage({ ja, en });
const queries = createQueryClient();

export function App() {
  return (
    <I18nextProvider i18n={language}>
      <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <KeysProvider>
            <SessionGate>
              <LiveProvider>
                <ActsProvider>
                  <Rooms />
                </ActsProvider>
              </LiveProvider>
            </SessionGate>
          </KeysProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}
