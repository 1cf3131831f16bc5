import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useState } from 'react';
import { chatModelsOf } from '../../shared/api/chat-models.ts';
import { useModelsQuery } from '../../shared/api/hub-api.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { quickStartSnippets } from './snippets.ts';

export function QuickStart() {
  const [chosen, setChosen] = useState('curl');
  const model = chatModelsOf(useModelsQuery().data)[0]?.id ?? 'your-model';
  const snippets = quickStartSnippets(globalThis.location.origin, model);
  const shown = snippets.find(({ id }) => id === chosen);
  return (
    <Panel title="Quick start" description="The SDK you already have works: change the base URL and the key.">
      <Tabs
        value={chosen}
        onChange={(_, id: string) => setChosen(id)}
        aria-label="Language of the example"
        sx={{ minHeight: 36, mb: 1.5, '& .MuiTab-root': { minHeight: 36, px: 1.5, minWidth: 0 } }}
      >
        {snippets.map(({ id, label }) => (
          <Tab key={id} value={id} label={label} id={`example-tab-${id}`} aria-controls="example" />
        ))}
      </Tabs>
      <Box role="tabpanel" id="example" aria-labelledby={`example-tab-${chosen}`}>
        {shown && <CodeBlock code={shown.code} label={`Example: ${shown.label}`} />}
      </Box>
    </Panel>
  );
}
