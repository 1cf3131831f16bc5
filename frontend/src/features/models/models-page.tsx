import CloudOffIcon from '@mui/icons-material/CloudOffOutlined';
import SearchOffIcon from '@mui/icons-material/SearchOffOutlined';
import Box from '@mui/material/Box';
import Pagination from '@mui/material/Pagination';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { Model } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useMeQuery, useModelsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCount } from '../../shared/ui/format.ts';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { ModelTable } from './model-table.tsx';
import { searchModels } from './search-models.ts';

/** An aggregator behind the hub may list hundreds. */
const PAGE_SIZE = 50;

function LoadingModels() {
  return (
    <Stack role="status" aria-label="Loading the models" sx={{ gap: 1.5, px: 3, pb: 3 }}>
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} variant="rounded" height={48} />
      ))}
    </Stack>
  );
}

function NoModels({ search }: { search: string }) {
  return search.trim() === '' ? (
    <EmptyState icon={<CloudOffIcon />} title="No model is available">
      The operator of this hub has not set up a provider, or its worker has not started yet.
    </EmptyState>
  ) : (
    <EmptyState icon={<SearchOffIcon />} title={`No model matches “${search.trim()}”`}>
      Names, ids, providers, “embeddings” and “free” can be searched for.
    </EmptyState>
  );
}

function FoundModels({ models, isAdmin }: { models: readonly Model[]; isAdmin: boolean }) {
  const [page, setPage] = useState(1);
  const totalPages = Math.ceil(models.length / PAGE_SIZE);
  // A search may have fewer pages than the list on which the page was chosen.
  const shown = Math.min(page, totalPages);
  return (
    <>
      <ModelTable models={models.slice((shown - 1) * PAGE_SIZE, shown * PAGE_SIZE)} isAdmin={isAdmin} />
      <Stack
        direction="row"
        sx={{ justifyContent: 'space-between', flexWrap: 'wrap', gap: 1, px: { xs: 2, sm: 3 }, py: 1.5 }}
      >
        <Typography role="status" variant="caption" sx={{ color: 'text.secondary' }}>
          {formatCount(models.length)} {models.length === 1 ? 'model' : 'models'}
        </Typography>
        {totalPages > 1 && (
          <Pagination
            size="small"
            count={totalPages}
            page={shown}
            onChange={(_, next) => setPage(next)}
            aria-label="Pages of the models"
          />
        )}
      </Stack>
    </>
  );
}

/** Every model of the hub with its limits and what it costs. Administrators set prices here. */
export function ModelsPage() {
  const { data, error, refetch } = useModelsQuery(undefined, { refetchOnMountOrArgChange: 10 });
  const isAdmin = useMeQuery().data?.user.role === 'admin';
  const [search, setSearch] = useState('');
  const found = data && searchModels(data.models, search);
  return (
    <Page>
      <PageHeading
        title="Models"
        description="Prices in credits per million tokens, and in US dollars. 1 credit is worth US$ 0.10."
      />
      <Panel
        title="Price list"
        description="Long prompts and cached tokens have prices of their own: open a model to see all."
        action={
          <TextField
            type="search"
            size="small"
            label="Search models"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            sx={{ width: { xs: '100%', sm: 260 } }}
          />
        }
        flush
      >
        {!found && error && (
          <Box sx={{ p: 2 }}>
            <QueryProblem error={error} onRetry={() => void refetch()} />
          </Box>
        )}
        {!found && !error && <LoadingModels />}
        {found?.length === 0 && <NoModels search={search} />}
        {found && found.length > 0 && <FoundModels models={found} isAdmin={isAdmin} />}
      </Panel>
    </Page>
  );
}
