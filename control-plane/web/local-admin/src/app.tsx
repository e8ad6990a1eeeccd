import { MantineProvider } from '@mantine/core';
import { resolveVariables, startLanguage, theme } from '@omamori/ui';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { I18nextProvider } from 'react-i18next';
import { sessionQuery, statusQuery } from './admin-client.ts';
import en from './locales/en.json' with { type: 'json' };
import ja from './locales/ja.json' with { type: 'json' };
import { Rooms } from './rooms.tsx';

const language = startLanguage({ ja, en });
// Every question is asked again each few seconds, so none is asked twice at once.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 1000 } } });
// Both at once, before anything is drawn: the first view must not wait for one answer after the other. Without a
// session the second is refused, which nobody sees.
void queries.prefetchQuery(sessionQuery);
void queries.prefetchQuery(statusQuery);

export function App() {
  return (
    <I18nextProvider i18n={language}>
      <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <Rooms />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}
