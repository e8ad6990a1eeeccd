import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Choice } from './choice.tsx';

export function SchemeSwitch({ label, words }: { label: string; words: { light: string; dark: string } }) {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  return (
    <Choice
      label={label}
      value={scheme}
      onChoose={setColorScheme}
      options={[
        { value: 'light', word: words.light },
        { value: 'dark', word: words.dark },
      ]}
    />
  );
}
