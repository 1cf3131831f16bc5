/** Members of a body that speak to the hub and to no provider. */
const HUB_MEMBERS = ['models', 'route', 'provider'];

/** A copy of a body without what it says to the hub. */
export function withoutHubMembers(body: Record<string, unknown>): Record<string, unknown> {
  const copy = { ...body };
  for (const member of HUB_MEMBERS) delete copy[member];
  return copy;
}
