export { createStandIn, type StandIn, type StandInOptions } from './create-stand-in.ts';
