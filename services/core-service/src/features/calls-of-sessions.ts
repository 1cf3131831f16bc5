/** What `keyId` is for calls that came without a key, from signed-in people. */
export const SESSION = 'session';
