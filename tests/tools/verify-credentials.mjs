// Whether credentials are signed by a key of a set, as the jose library sees it.
//
//   node verify-credentials.mjs FILE   ->   [{"valid":true,"payload":{...},"header":{...}},{"valid":false,"why":"..."},...]
//
// FILE: {"jwks":{"keys":[...]},"type":"vc+jwt","now":"2026-11-30T09:00:00Z","tokens":["...",...]}. Nothing is fetched.

import { readFileSync } from 'node:fs';
import { createLocalJWKSet, jwtVerify } from 'jose';

const { jwks, type, now, tokens } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const keys = createLocalJWKSet(jwks);
const verdicts = [];
for (const token of tokens) {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, { algorithms: ['ES256'], typ: type, currentDate: new Date(now) });
    verdicts.push({ valid: true, payload, header: protectedHeader });
  } catch (error) {
    verdicts.push({ valid: false, why: error.code ?? String(error) });
  }
}
console.log(JSON.stringify(verdicts));
