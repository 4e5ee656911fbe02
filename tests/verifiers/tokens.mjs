// node tokens.mjs SITE PUBLISHED FILE…
// Checks VC-JWT files with jose, as Open Badges 3.0 section 8.2 asks: the key stands at
// the address that the header names, on the issuer's origin, and each registered claim
// repeats the credential. Prints what was found as JSON.
import { readFile } from "node:fs/promises";

import { decodeProtectedHeader, importJWK, jwtVerify } from "jose";

import { answerFrom, asked, json } from "./fetching.mjs";

const [site, published, ...files] = process.argv.slice(2);
answerFrom(site, published);

const seconds = (moment) => moment && Math.floor(Date.parse(moment) / 1000);

async function check(token) {
  const { kid } = decodeProtectedHeader(token);
  const key = await importJWK(await json(kid), "RS256");
  const { payload, protectedHeader } = await jwtVerify(token, key, {
    algorithms: ["RS256"],
  });
  const repeats = {
    iss: payload.issuer.id,
    jti: payload.id,
    sub: payload.credentialSubject.id,
    nbf: seconds(payload.validFrom),
    exp: seconds(payload.validUntil),
  };
  const differing = Object.keys(repeats).filter((name) => payload[name] !== repeats[name]);
  return { verified: differing.length === 0, differing, header: protectedHeader, payload };
}

const results = [];
for (const file of files) {
  try {
    results.push(await check((await readFile(file, "utf8")).trim()));
  } catch (error) {
    results.push({ verified: false, reason: error.code ?? error.message });
  }
}
console.log(JSON.stringify({ results, asked }, null, 1));
