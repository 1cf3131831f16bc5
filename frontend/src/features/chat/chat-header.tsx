import AddIcon from '@mui/icons-material/AddOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Model } from '@smart-ai-hub/contracts';
import { PageHeading } from '../../shared/ui/page.tsx';
import { hasKeyboard } from './has-keyboard.ts';
import { FallbackPicker, ModelPicker, modelFacts } from './model-picker.tsx';

type ChatHeaderProps = {
  models: readonly Model[];
  model: Model;
  fallback: Model | null;
  canClear: boolean;
  onModel: (model: Model) => void;
  onFallback: (model: Model | null) => void;
  onClear: () => void;
};

function SimulatorNotice() {
  return (
    <Alert severity="warning" sx={{ py: 0, fontSize: '0.8125rem' }}>
      This model is a simulator: the hub makes up its answers, and charges credits as for a real model.
    </Alert>
  );
}

/** Title, model and what the model costs. */
export function ChatHeader({ models, model, fallback, canClear, onModel, onFallback, onClear }: ChatHeaderProps) {
  const others = models.filter(({ id }) => id !== model.id);
  return (
    <Box sx={{ borderBottom: 1, borderColor: 'divider', bgcolor: 'background.paper' }}>
      <Stack sx={{ gap: { xs: 1.5, sm: 2 }, px: { xs: 2, sm: 4 }, py: { xs: 1.5, sm: 2 } }}>
        <PageHeading
          title="AI services"
          takesFocus={!hasKeyboard()}
          action={
            <Button variant="outlined" size="small" startIcon={<AddIcon />} disabled={!canClear} onClick={onClear}>
              New chat
            </Button>
          }
        />
        <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 1.5 }}>
          <ModelPicker models={models} value={model} onChange={onModel} />
          {others.length > 0 && <FallbackPicker models={others} value={fallback} onChange={onFallback} />}
        </Stack>
        <Typography variant="caption" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
          Credits: {modelFacts(model)}
        </Typography>
        {model.simulated && <SimulatorNotice />}
      </Stack>
    </Box>
  );
}
