import type { HttpClient } from '../calls/http-client.ts';
import type { CallLimits } from '../port.ts';
import type { CompatibleEndpoint } from './compatible-endpoints.schema.ts';

export type CompatibleAdapterOptions = {
  endpoint: CompatibleEndpoint;
  apiKey: string;
  http: HttpClient;
  limits?: Partial<CallLimits> | undefined;
};
