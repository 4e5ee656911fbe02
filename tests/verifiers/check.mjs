// node check.mjs SITE PUBLISHED FILE…
// Checks credential files with verifiers that others wrote, and prints what each says as
// JSON. SITE is where the test site listens, PUBLISHED the origin its credentials name.
import { readFile } from "node:fs/promises";

import { answerFrom, asked } from "./fetching.mjs";

const [site, published, ...files] = process.argv.slice(2);
answerFrom(site, published);

// Only now: some clients keep the `fetch` that they find when they are loaded.
const { verifyDigitalBazaar } = await import("./digitalbazaar.mjs");
const { verifyCredential } = await import("@digitalcredentials/verifier-core");
const { schemaErrors } = await import("./schemas.mjs");

async function verifyDcc(credential) {
  const answer = await verifyCredential({ credential, knownDIDRegistries: [] });
  const log = Object.fromEntries((answer.log ?? []).map((e) => [e.id, e.valid ?? false]));
  const schemas = (answer.additionalInformation ?? [])
    .flatMap((i) => i.results ?? [])
    .filter((s) => s !== "NO_SCHEMA");
  return {
    signature: log.valid_signature === true,
    unexpired: log.expiration === true,
    unrevoked: log.revocation_status === true,
    schema: schemas.length === 0 ? "none known" : schemas.every((s) => s.result?.valid === true),
    errors: (answer.errors ?? []).map((e) => `${e.name}: ${e.message}`),
  };
}

const results = [];
for (const file of files) {
  const text = await readFile(file, "utf8");
  results.push({
    file,
    digitalbazaar: await verifyDigitalBazaar(JSON.parse(text)),
    dcc: await verifyDcc(JSON.parse(text)),
    schema: await schemaErrors(JSON.parse(text)),
  });
}
console.log(JSON.stringify({ results, asked }, null, 1));
