import { type EndpointGroup, apiGroups } from '@smart-ai-hub/contracts';
import { wireGroups } from '@smart-ai-hub/dialects';

/** Every public endpoint of the hub, in the order of the API document. */
export const publicGroups: readonly EndpointGroup[] = [...wireGroups, ...apiGroups];
