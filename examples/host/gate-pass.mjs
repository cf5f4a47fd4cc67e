// Verifying a gate pass, as docs/gate-pass.md tells.

import { createPublicKey, verify } from "node:crypto";

const json = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

/** The claims of a pass, if one of the keys in `jwks` has signed it and it is meant for this gate, now; otherwise null. */
export function readGatePass(pass, jwks, expected, now = Date.now() / 1000) {
  try {
    const [header, claims, signature] = pass.split(".");
    const { alg, typ, kid } = json(header);
    if (alg !== "EdDSA" || typ !== "gate-pass+jwt") return null;
    const jwk = jwks.keys.find((key) => key.kid === kid);
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const signed = Buffer.from(`${header}.${claims}`);
    if (!verify(null, signed, key, Buffer.from(signature, "base64url"))) return null;

    const told = json(claims);
    const isMeant =
      told.iss === expected.issuer &&
      told.account === expected.account &&
      told.environment === expected.environment;
    return isMeant && told.exp > now ? told : null;
  } catch {
    return null;
  }
}
