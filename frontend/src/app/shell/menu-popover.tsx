import Popover from '@mui/material/Popover';
import type { ReactNode } from 'react';

type MenuPopoverProps = {
  label: string;
  anchor: HTMLElement | null;
  width: number;
  onClose: () => void;
  children: ReactNode;
};

/** What opens below a button of the app bar. */
export function MenuPopover({ label, anchor, width, onClose, children }: MenuPopoverProps) {
  return (
    <Popover
      open={anchor !== null}
      anchorEl={anchor}
      onClose={onClose}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
      transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      slotProps={{
        paper: {
          role: 'dialog',
          'aria-label': label,
          sx: { width, border: 1, borderColor: 'divider', boxShadow: '0 8px 28px rgb(0 0 0 / 0.14)', mt: 0.75 },
        },
      }}
    >
      {children}
    </Popover>
  );
}
