import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import type { RunContent } from '@smart-ai-hub/contracts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { readAnswer, readConversation } from './read-conversation.ts';
import { SaidItem } from './said-item.tsx';

const roleNames: Record<string, string> = {
  ...{ system: 'System', developer: 'Developer', user: 'User', assistant: 'Assistant', tool: 'Tool', input: 'Input' },
};
const TOO_LARGE = 'It was too large to be kept, even with its texts cut.';

/** What was sent besides the conversation: model, limits, tools. */
function Settings({ settings }: { settings: Record<string, unknown> }) {
  return (
    <Box component="details" sx={{ px: { xs: 2, sm: 3 }, py: 1.5, borderTop: 1, borderColor: 'divider' }}>
      <Box component="summary" sx={{ cursor: 'pointer', width: 'fit-content', fontSize: '0.875rem' }}>
        What else was sent
      </Box>
      <Box sx={{ mt: 1.5 }}>
        <CodeBlock code={JSON.stringify(settings, null, 2)} label="What else was sent" />
      </Box>
    </Box>
  );
}

/** What a call was asked, message by message, and what it answered, exactly as it was said. */
export function KeptContent({ content: { request, answer, isCut } }: { content: RunContent }) {
  const { said, settings } = readConversation({ form: request.form, body: request.body ?? {} });
  return (
    <>
      {isCut && (
        <Box sx={{ px: { xs: 2, sm: 3 }, pb: 2 }}>
          <Alert severity="warning" variant="outlined">
            This is not all of it. At most 256 KB of a request and as much of an answer are kept, so long texts were
            cut; each says so where it ends.
          </Alert>
        </Box>
      )}
      <RowList label="Conversation">
        {request.body === null && <SaidItem title="Request" pieces={[]} copyLabel="" nothing={TOO_LARGE} />}
        {said.map(({ role, pieces }, index) => (
          <SaidItem
            key={index}
            title={roleNames[role] ?? role}
            pieces={pieces}
            copyLabel={`Copy message ${index + 1}`}
            nothing="An empty message."
          />
        ))}
        <SaidItem
          isAnswer
          title="Answer"
          pieces={readAnswer(answer ?? [])}
          copyLabel="Copy the answer"
          nothing={answer === null ? TOO_LARGE : 'Nothing was said. Vectors are not kept.'}
        />
      </RowList>
      {Object.keys(settings).length > 0 && <Settings settings={settings} />}
    </>
  );
}
