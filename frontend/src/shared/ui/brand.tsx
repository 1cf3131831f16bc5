import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0f766e" />
      <g stroke="#fff" strokeWidth="2" strokeLinecap="round">
        <path d="M16 16 8.5 9.5M16 16l7.5-6.5M16 16v9" />
      </g>
      <g fill="#fff">
        <circle cx="16" cy="16" r="3.6" />
        <circle cx="8.5" cy="9.5" r="2.2" />
        <circle cx="23.5" cy="9.5" r="2.2" />
        <circle cx="16" cy="25" r="2.2" />
      </g>
    </svg>
  );
}

export function Brand({ hideNameOnPhone = false }: { hideNameOnPhone?: boolean }) {
  return (
    <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.25 }}>
      <BrandMark />
      <Typography
        component="span"
        sx={{
          fontWeight: 650,
          letterSpacing: '-0.015em',
          whiteSpace: 'nowrap',
          ...(hideNameOnPhone && { display: { xs: 'none', sm: 'inline' } }),
        }}
      >
        Smart AI Hub
      </Typography>
    </Box>
  );
}
