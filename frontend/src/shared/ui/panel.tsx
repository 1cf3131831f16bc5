import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';

type PanelProps = {
  /** The end of an address that leads to it. */
  id?: string;
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  /** Lets tables and lists reach the panel's edges. */
  flush?: boolean;
  children: ReactNode;
};

/** A titled region of a page. */
export function Panel({ id, title, description, action, flush = false, children }: PanelProps) {
  const titleId = useId();
  return (
    <Card
      id={id}
      component="section"
      aria-labelledby={titleId}
      sx={{ minWidth: 0, scrollMarginTop: 'calc(var(--app-bar-height, 0px) + 16px)' }}
    >
      <Stack
        direction="row"
        sx={{
          justifyContent: 'space-between',
          alignItems: 'center',
          gap: 2,
          px: { xs: 2, sm: 3 },
          pt: 2.5,
          flexWrap: 'wrap',
        }}
      >
        <Box sx={{ minWidth: 0 }}>
          <Typography variant="h2" id={titleId}>
            {title}
          </Typography>
          {description && (
            <Typography variant="body2" sx={{ color: 'text.secondary', mt: 0.25 }}>
              {description}
            </Typography>
          )}
        </Box>
        {action}
      </Stack>
      <Box sx={flush ? { pt: 1.5 } : { px: { xs: 2, sm: 3 }, pt: 2, pb: 3 }}>{children}</Box>
    </Card>
  );
}
