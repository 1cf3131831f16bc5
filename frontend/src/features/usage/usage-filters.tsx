import DownloadIcon from '@mui/icons-material/DownloadRounded';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import { DayField } from '../../shared/ui/day-field.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { SelectField } from '../../shared/ui/select-field.tsx';
import { groupNames, rangeNames } from './describe-usage.ts';
import { groupsOf, type UsageQuery, type UsageQuestion, type UsageScope } from './usage-question.ts';
import { groupKeyOf, type UsageGroupName, type UsageRow } from './usage-series.ts';
import { type UsageRange, usageRangeSchema } from './usage-span.ts';
import { type NameOf, useSaveUsage } from './use-usage.ts';

type UsageFiltersProps = {
  scope: UsageScope;
  question: UsageQuestion;
  /** What there is to filter by in this time. */
  choices: readonly UsageRow[];
  file: UsageQuery;
  nameOf: NameOf;
  onChange: (part: Partial<UsageQuestion>) => void;
};

type Filter = { name: 'model' | 'provider' | 'keyId'; group: UsageGroupName; label: string; all: string };

const filters: Record<UsageScope, readonly Filter[]> = {
  own: [
    { name: 'model', group: 'model', label: 'Model', all: 'All models' },
    { name: 'keyId', group: 'key', label: 'API key', all: 'All keys' },
  ],
  all: [
    { name: 'model', group: 'model', label: 'Model', all: 'All models' },
    { name: 'provider', group: 'provider', label: 'Provider', all: 'All providers' },
  ],
};

const wide = { width: { xs: '100%', sm: 'auto' } };

function FilterField({ filter, ...props }: { filter: Filter } & Omit<UsageFiltersProps, 'scope' | 'file'>) {
  const { question, choices, nameOf, onChange } = props;
  const chosen = question[filter.name];
  const found = choices.map((row) => groupKeyOf(row, filter.group));
  // What was chosen stays in the list, also where the time has no call of it.
  const keys = [...new Set([...found, ...(chosen === '' ? [] : [chosen])])];
  const named = keys.map((key) => [key, nameOf(filter.group, key)] as const);
  return (
    <SelectField
      label={filter.label}
      value={chosen}
      options={[['', filter.all], ...named.sort(([, one], [, other]) => one.localeCompare(other))]}
      onChange={(value) => onChange({ [filter.name]: value })}
      sx={{ ...wide, maxWidth: { sm: 240 } }}
    />
  );
}

/** Time, grouping and filters, and the same as a file. */
export function UsageFilters({ scope, file, ...props }: UsageFiltersProps) {
  const { question, nameOf, onChange } = props;
  const { save, error, isLoading } = useSaveUsage(scope, file);
  const groups = groupsOf[scope].map((group): [UsageGroupName, string] => [group, groupNames[group]]);
  const ranges = usageRangeSchema.options.map((range): [UsageRange, string] => [range, rangeNames[range]]);
  return (
    <Stack sx={{ gap: 1.5 }}>
      <Stack component="form" role="search" aria-label="Filter" direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
        <SelectField
          label="Time"
          value={question.range}
          options={ranges}
          onChange={(range) => onChange({ range })}
          sx={wide}
        />
        {question.range === 'days' && (
          <>
            <DayField label="From" value={question.from} onChange={(from) => onChange({ from })} />
            <DayField label="Before" value={question.to} onChange={(to) => onChange({ to })} />
          </>
        )}
        <SelectField
          label="Group by"
          value={question.group}
          options={groups}
          onChange={(group) => onChange({ group })}
          sx={wide}
        />
        {filters[scope].map((filter) => (
          <FilterField key={filter.name} filter={filter} {...props} />
        ))}
        <Button variant="outlined" startIcon={<DownloadIcon />} loading={isLoading} onClick={save} sx={{ height: 40 }}>
          CSV
        </Button>
        {scope === 'all' && question.accountId !== '' && (
          <Chip
            label={`Account ${nameOf('account', question.accountId)}`}
            onDelete={() => onChange({ accountId: '' })}
            sx={{ alignSelf: 'center', maxWidth: '100%' }}
          />
        )}
      </Stack>
      {error && <QueryProblem error={error} onRetry={save} />}
    </Stack>
  );
}
