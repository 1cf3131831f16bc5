import type { Kind, StripeEvent } from './state/objects.ts';
import type { Store } from './state/store.ts';

/** What every act and every resource works on. */
export type StandInContext = {
  store: Store;
  /** The address under which browsers and the SDK reach the stand-in, without a slash at the end. */
  url(): string;
  /** Tells the hub what happened: writes an event with the object as it is now, and sends it. */
  tell(type: string, kind: Kind, object: object): StripeEvent;
};
