import DoneIcon from '@mui/icons-material/CheckCircleRounded';
import OpenIcon from '@mui/icons-material/RadioButtonUncheckedRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link } from 'react-router';
import { useApiKeysQuery, useRunsQuery } from '../../shared/api/hub-api.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { VisuallyHidden } from '../../shared/ui/visually-hidden.tsx';

type Step = { title: string; text: string; isDone: boolean; to: string; action: string };

function StepView({ step }: { step: Step }) {
  return (
    <Stack component="li" direction="row" sx={{ gap: 1.5, alignItems: 'center', py: 1.25, flexWrap: 'wrap' }}>
      {step.isDone ? (
        <DoneIcon color="primary" fontSize="small" />
      ) : (
        <OpenIcon fontSize="small" sx={{ color: 'text.disabled' }} />
      )}
      <Box sx={{ flex: 1, minWidth: 180 }}>
        <Typography sx={{ fontWeight: 560, ...(step.isDone && { color: 'text.secondary' }) }}>
          {step.title}
          <VisuallyHidden>{step.isDone ? ' (done)' : ' (to do)'}</VisuallyHidden>
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {step.text}
        </Typography>
      </Box>
      {!step.isDone && (
        <Button size="small" variant="outlined" component={Link} to={step.to}>
          {step.action}
        </Button>
      )}
    </Stack>
  );
}

/** The way from a new account to a first call by program; gone once it has been walked. */
export function Checklist() {
  const keys = useApiKeysQuery().data?.keys;
  const runs = useRunsQuery({ query: { limit: 100 } }).data;
  if (!keys || !runs) return null;
  const steps: Step[] = [
    {
      title: 'Send a first message',
      text: 'Choose a model and ask it something.',
      isDone: runs.total > 0,
      to: '/chat',
      action: 'Open AI services',
    },
    {
      title: 'Make an API key',
      text: 'Your programs sign in with it.',
      isDone: keys.length > 0,
      to: '/keys',
      action: 'Make a key',
    },
  ];
  if (steps.every(({ isDone }) => isDone)) return null;
  return (
    <Panel title="Get started" description="Two steps to your first call.">
      <Stack
        component="ol"
        sx={{ listStyle: 'none', m: 0, p: 0, '& > li + li': { borderTop: 1, borderColor: 'divider' } }}
      >
        {steps.map((step) => (
          <StepView key={step.title} step={step} />
        ))}
      </Stack>
    </Panel>
  );
}
