import ExpandIcon from '@mui/icons-material/KeyboardArrowDownRounded';
import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import Collapse from '@mui/material/Collapse';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { Model } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { formatCompact } from '../../shared/ui/format.ts';
import { providerName } from '../../shared/ui/provider-name.ts';
import { SimulatorChip } from '../../shared/ui/simulator-chip.tsx';
import { monospace } from '../../theme/theme.ts';
import { ModelDetails } from './model-details.tsx';
import { PriceAmount } from './price-amount.tsx';
import { PriceAdministration } from './price-administration.tsx';
import { kindNames } from './search-models.ts';

export const onlyWide = { display: { xs: 'none', md: 'table-cell' } };
export const notOnPhone = { display: { xs: 'none', sm: 'table-cell' } };

function ModelName({ model }: { model: Model }) {
  return (
    <>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography sx={{ fontWeight: 550, fontSize: '0.9375rem' }}>{model.displayName}</Typography>
        {model.simulated && <SimulatorChip />}
        {model.kind !== 'chat' && <Chip size="small" label={kindNames[model.kind]} variant="outlined" />}
        {model.nextPrice && <Chip size="small" label="Price changes" color="info" variant="outlined" />}
      </Stack>
      <Typography
        variant="caption"
        component="p"
        sx={{ color: 'text.secondary', fontFamily: monospace, fontSize: '0.75rem', overflowWrap: 'anywhere' }}
      >
        {model.id}
      </Typography>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary', display: { md: 'none' } }}>
        {providerName(model)} · {formatCompact(model.contextTokens)} context
      </Typography>
    </>
  );
}

function Prices({ model: { price, kind } }: { model: Model }) {
  if (price.free) {
    return (
      <>
        <TableCell align="right">
          <Chip size="small" label="Free" color="success" variant="outlined" />
        </TableCell>
        <TableCell sx={notOnPhone} />
        <TableCell />
      </>
    );
  }
  return (
    <>
      <TableCell align="right">
        <PriceAmount credits={price.input} />
      </TableCell>
      <TableCell align="right" sx={notOnPhone}>
        {kind === 'chat' ? <PriceAmount credits={price.cacheRead} /> : '–'}
      </TableCell>
      <TableCell align="right">{kind === 'chat' ? <PriceAmount credits={price.output} /> : '–'}</TableCell>
    </>
  );
}

/** One model; opens to all its prices, and for administrators to its lines in the price book. */
export function ModelRow({ model, isAdmin }: { model: Model; isAdmin: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = `details-of-${model.id}`;
  return (
    <>
      <TableRow
        sx={{
          '& > td': { borderBottom: 0, borderTop: 1, borderColor: 'divider', py: 1.25, px: 1 },
          '& > td:last-of-type': { pr: { xs: 2, sm: 3 } },
        }}
      >
        <TableCell sx={{ width: 44 }}>
          <IconButton
            size="small"
            aria-label={`All prices of ${model.displayName}`}
            aria-expanded={isOpen}
            aria-controls={detailsId}
            onClick={() => setOpen(!isOpen)}
          >
            <ExpandIcon sx={{ transition: 'transform 120ms', transform: isOpen ? 'rotate(180deg)' : 'none' }} />
          </IconButton>
        </TableCell>
        <TableCell>
          <ModelName model={model} />
        </TableCell>
        <TableCell sx={onlyWide}>{providerName(model)}</TableCell>
        <TableCell align="right" sx={onlyWide}>
          {formatCompact(model.contextTokens)}
        </TableCell>
        <Prices model={model} />
      </TableRow>
      <TableRow id={detailsId}>
        <TableCell colSpan={7} sx={{ py: 0, px: 0, borderBottom: 0 }}>
          <Collapse in={isOpen} unmountOnExit>
            <Box sx={{ pl: { xs: 2, sm: 7 }, pr: { xs: 2, sm: 3 }, pb: 2.5, pt: 0.5 }}>
              <Stack sx={{ gap: 3 }}>
                <ModelDetails model={model} />
                {isAdmin && <PriceAdministration model={model} />}
              </Stack>
            </Box>
          </Collapse>
        </TableCell>
      </TableRow>
    </>
  );
}
