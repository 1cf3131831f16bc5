import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { Model } from '@smart-ai-hub/contracts';
import { VisuallyHidden } from '../../shared/ui/visually-hidden.tsx';
import { ModelRow, notOnPhone, onlyWide } from './model-row.tsx';

export function ModelTable({ models, isAdmin }: { models: readonly Model[]; isAdmin: boolean }) {
  return (
    <Table aria-label="Models">
      <TableHead>
        <TableRow sx={{ '& > th': { borderBottom: 0, py: 1, px: 1 }, '& > th:last-of-type': { pr: { xs: 2, sm: 3 } } }}>
          <TableCell sx={{ width: 44 }}>
            <VisuallyHidden>Details</VisuallyHidden>
          </TableCell>
          <TableCell>Model</TableCell>
          <TableCell sx={onlyWide}>Provider</TableCell>
          <TableCell align="right" sx={onlyWide}>
            Context
          </TableCell>
          <TableCell align="right">Input</TableCell>
          <TableCell align="right" sx={notOnPhone}>
            Cache read
          </TableCell>
          <TableCell align="right">Output</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} isAdmin={isAdmin} />
        ))}
      </TableBody>
    </Table>
  );
}
