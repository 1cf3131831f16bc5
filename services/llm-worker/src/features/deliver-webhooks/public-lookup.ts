import { isPublicAddress } from '@smart-ai-hub/service-kit';
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** The address is not one that a webhook may have. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  constructor() {
    super('the address is not one of the public internet');
  }
}

export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A look-up for `net.connect` that answers public addresses only: the socket connects to the very address that was checked, so that a name
 * cannot show one address to a check and another to the connection. A name that has both kinds is refused.
 */
export function createPublicLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error('the name has no address'), '', 0);
      if (!addresses.every(({ address }) => isPublicAddress(address)))
        return callback(new RefusedAddressError(), '', 0);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
