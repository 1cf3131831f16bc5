import { describe, expect, it } from '@jest/globals';
import { isPublicAddress, namesPrivateHost } from './public-address.ts';

const refused: Record<string, string[]> = {
  'the own machine': [
    ...['127.0.0.1', '127.1.2.3', '127.255.255.254', '0.0.0.0', '0.1.2.3', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'sub.localhost', '127.0.0.1.'],
  ],
  'other ways to write an IPv4 address': [
    ...[
      '2130706433',
      '0x7f000001',
      '017700000001',
      '0x7f.1',
      '127.1',
      '0177.0.0.1',
      '0x7f.0.0.1',
      '10.1',
      '0xa9fea9fe',
    ],
    ...['2852039166', '①②⑦.⓪.⓪.①', '127。0。0。1', '0300.0250.0.1', '3232235777'],
  ],
  'private networks': [
    ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
    ...['100.64.0.1', '100.127.255.255', '[fc00::1]', '[fd12:3456:789a::1]', '[fec0::1]'],
  ],
  'link-local addresses and the metadata services of clouds': [
    ...['169.254.169.254', '169.254.170.2', '169.254.0.1', '[fe80::1]', '[febf::1]', '[fd00:ec2::254]', '192.0.0.192'],
    '100.100.100.200',
  ],
  'IPv6 that carries an IPv4 address': [
    ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:169.254.169.254]', '[::ffff:10.0.0.1]', '[::ffff:8.8.8.8]'],
    ...['[::127.0.0.1]', '[::7f00:1]', '[64:ff9b::7f00:1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::1]'],
    ...['[2002:7f00:1::]', '[2002:a00:1::]', '[2001:0:7f00:1::]', '[::ffff:0:127.0.0.1]'],
  ],
  'what belongs to nobody': [
    ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255', '192.88.99.1', '224.0.0.1'],
    ...['239.255.255.255', '240.0.0.1', '255.255.255.255', '[ff02::1]', '[2001:db8::1]', '[100::1]', '[2001:10::1]'],
    ...['[4000::1]', '[3fff::1]', '[5f00::1]'],
  ],
};
const allowed = [
  ...['1.1.1.1', '8.8.8.8', '93.184.215.14', '172.15.0.1', '172.32.0.1', '192.167.1.1', '100.63.0.1', '134744072'],
  ...['[2606:4700:4700::1111]', '[2a00:1450:4001:830::200e]', 'example.com', 'notlocalhost', 'localhost.example.com'],
];

describe('an address outside of the public internet', () => {
  it('is tried in at least 60 forms', () => {
    expect(Object.values(refused).flat().length).toBeGreaterThanOrEqual(60);
  });

  const cases = Object.entries(refused).flatMap(([what, hosts]) => hosts.map((host) => ({ what, host })));
  it.each(cases)('$host ($what) is refused', ({ host }) => {
    expect(namesPrivateHost(new URL(`https://${host}/hook`))).toBe(true);
  });

  it.each(allowed)('%s is let through', (host) => {
    expect(namesPrivateHost(new URL(`https://${host}/hook`))).toBe(false);
  });

  it.each(['', 'example.com', '1.2.3', 'fe80::1%eth0', '2606:4700::1%1', '8.8.8.8.8'])(
    '%j is no public address either',
    (text) => expect(isPublicAddress(text)).toBe(false),
  );
});
