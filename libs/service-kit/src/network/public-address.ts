import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Whether an IP address is one of the public internet. Everything that is set aside for something is not (RFC 6890 and IANA's registries of
 * special addresses): private, loopback, link-local and thereby the metadata services of clouds, carrier-grade NAT, multicast,
 * documentation, and every IPv6 form that carries an IPv4 address (mapped, NAT64, 6to4, Teredo), whatever address it carries.
 * @param address In its textual form, without brackets; what is no address is not public.
 */
export function isPublicAddress(address: string): boolean {
  // A zone names an interface of this machine: such an address is local by its nature.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}

/**
 * Whether a URL names by itself, before any look-up, a host that is not of the public internet: by an address in any of the forms that URLs
 * allow (`http://2130706433/` is 127.0.0.1), or by `localhost`.
 */
export function namesPrivateHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return /(^|\.)localhost$/.test(host);
}
