import './before-schemas.ts';
import '@mantine/core/styles.css';
import { loadNotoSansJp } from '@omamori/ui';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
createRoot(root).render(<App />);
void loadNotoSansJp();
