import LogoutIcon from '@mui/icons-material/LogoutOutlined';
import Avatar from '@mui/material/Avatar';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { User } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useDispatch } from 'react-redux';
import { useMeQuery } from '../../shared/api/hub-api.ts';
import { type SessionDispatch, signOut } from '../../shared/api/session.ts';
import { ColorSchemePicker } from '../../shared/ui/color-scheme-picker.tsx';
import { VisuallyHidden } from '../../shared/ui/visually-hidden.tsx';
import { MenuPopover } from './menu-popover.tsx';

function initials({ profile }: User): string {
  return `${profile.firstName.charAt(0)}${profile.lastName.charAt(0)}`.toUpperCase();
}

function Who({ user }: { user: User }) {
  return (
    <Box sx={{ minWidth: 0 }}>
      <Typography sx={{ fontWeight: 600 }}>
        {user.profile.firstName} {user.profile.lastName}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {user.email}
      </Typography>
    </Box>
  );
}

function ProfilePanel({ user }: { user: User | undefined }) {
  const dispatch = useDispatch<SessionDispatch>();
  return (
    <Stack sx={{ gap: 2, p: 2.5 }}>
      {user && <Who user={user} />}
      <Divider />
      <Stack sx={{ gap: 1 }}>
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          Theme
        </Typography>
        <ColorSchemePicker />
      </Stack>
      <Divider />
      <Button variant="outlined" color="inherit" startIcon={<LogoutIcon />} onClick={() => void dispatch(signOut())}>
        Sign out
      </Button>
    </Stack>
  );
}

/** Who is signed in, the theme, and the way out. */
export function ProfileMenu() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const user = useMeQuery().data?.user;
  return (
    <>
      <IconButton
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ p: 0.5 }}
      >
        <Avatar
          aria-hidden="true"
          sx={{
            width: 32,
            height: 32,
            fontSize: '0.8125rem',
            fontWeight: 600,
            bgcolor: 'primary.main',
            color: 'primary.contrastText',
          }}
        >
          {user && initials(user)}
        </Avatar>
        <VisuallyHidden>Profile</VisuallyHidden>
      </IconButton>
      <MenuPopover label="Profile" anchor={anchor} width={300} onClose={() => setAnchor(null)}>
        <ProfilePanel user={user} />
      </MenuPopover>
    </>
  );
}
