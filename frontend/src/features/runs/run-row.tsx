import ExpandIcon from '@mui/icons-material/KeyboardArrowDownRounded';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Collapse from '@mui/material/Collapse';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { errorTable, type Run } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { Link } from 'react-router';
import { FactList } from '../../shared/ui/fact-list.tsx';
import { formatDateTime } from '../../shared/ui/format.ts';
import { RunOutcome } from '../../shared/ui/run-outcome.tsx';
import { describeRun, describeTokens } from './describe-run.ts';

function Summary({ run: { model, createdAt, usage, errorCode } }: { run: Run }) {
  const facts = [
    formatDateTime(createdAt),
    describeTokens(usage),
    errorCode === null ? undefined : errorTable[errorCode].title,
  ];
  return (
    <Box sx={{ flex: 1, minWidth: 0 }}>
      <Typography sx={{ fontWeight: 540, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {model}
      </Typography>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {facts.filter((fact) => fact !== undefined).join(' · ')}
      </Typography>
    </Box>
  );
}

/** One call of the log; opens to all that is known of it. */
export function RunRow({ run }: { run: Run }) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = `details-${run.id}`;
  return (
    <Box component="li" sx={{ px: { xs: 1, sm: 2 }, py: 1.25 }}>
      <Stack direction="row" sx={{ gap: { xs: 1, sm: 1.5 }, alignItems: 'center' }}>
        <IconButton
          size="small"
          aria-label={`Details of ${run.model} of ${formatDateTime(run.createdAt)}`}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setOpen(!isOpen)}
        >
          <ExpandIcon sx={{ transition: 'transform 120ms', transform: isOpen ? 'rotate(180deg)' : 'none' }} />
        </IconButton>
        <Summary run={run} />
        <RunOutcome run={run} />
      </Stack>
      <Box id={detailsId}>
        <Collapse in={isOpen} unmountOnExit>
          <Box sx={{ pt: 1.5, pb: 1, pl: { xs: 1, sm: 5.5 } }}>
            <FactList facts={describeRun(run)} />
            <Button size="small" variant="outlined" component={Link} to={`/runs/${run.id}`} sx={{ mt: 1.5 }}>
              Prompt and answer
            </Button>
          </Box>
        </Collapse>
      </Box>
    </Box>
  );
}
