// What can be asked about a credential without a network. `data` is the bundle's: contexts,
// DID documents and status lists as they were published on the bundle's day.
// Source: W3C Data Integrity EdDSA 1.0 (eddsa-rdfc-2022), Bitstring Status List 1.0.
function makeChecks(data, jsonld) {
  const SUITE = "eddsa-rdfc-2022";
  const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  class CannotCheck extends Error {}
  class Wrong extends Error {}

  function base58(text) {
    const bytes = [];
    for (const letter of text) {
      let carry = BASE58.indexOf(letter);
      if (carry < 0) throw new Wrong();
      for (let i = 0; i < bytes.length; i++) {
        carry += bytes[i] * 58;
        bytes[i] = carry & 255;
        carry >>= 8;
      }
      for (; carry; carry >>= 8) bytes.push(carry & 255);
    }
    for (const letter of text) {
      if (letter !== "1") break;
      bytes.push(0);
    }
    return Uint8Array.from(bytes.reverse());
  }

  function base64url(text) {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  }

  // Contexts come from the bundle alone; an unknown one is refused.
  async function documentLoader(url) {
    const document = Object.hasOwn(data.contexts, url) ? data.contexts[url] : null;
    if (!document) throw new Wrong();
    return { contextUrl: null, documentUrl: url, document };
  }

  async function hashed(document) {
    let canonical;
    try {
      canonical = await jsonld.canonize(document, {
        algorithm: "RDFC-1.0",
        format: "application/n-quads",
        safe: true,
        documentLoader,
      });
    } catch {
      throw new Wrong();
    }
    const bytes = new TextEncoder().encode(canonical);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  }

  function proofOf(document) {
    const all = [document.proof].flat();
    const proof = all.length === 1 ? all[0] : null;
    const isKnown =
      proof &&
      proof.type === "DataIntegrityProof" &&
      proof.cryptosuite === SUITE &&
      proof.proofPurpose === "assertionMethod" &&
      proof["@context"] === undefined &&
      typeof proof.proofValue === "string";
    if (!isKnown) throw new Wrong();
    return proof;
  }

  const issuerOf = (document) => document.issuer?.id ?? document.issuer;

  // The key that a proof names, if the issuer's DID document in the bundle publishes it.
  function publishedKey(document) {
    const did = issuerOf(document);
    const text = Object.hasOwn(data.dids, did) ? data.dids[did] : null;
    const published = text ? JSON.parse(text) : null;
    const method = proofOf(document).verificationMethod;
    const entry = published?.verificationMethod.find((m) => m.id === method);
    const isPublished =
      entry && entry.controller === did && published.assertionMethod.includes(method);
    if (!isPublished || !entry.publicKeyMultibase?.startsWith("z")) throw new Wrong();
    const key = base58(entry.publicKeyMultibase.slice(1));
    if (key.length !== 34 || key[0] !== 0xed || key[1] !== 1) throw new Wrong();
    return key.slice(2);
  }

  async function isSigned(document) {
    const { proof: _all, ...unsigned } = document;
    const { proofValue, ...options } = proofOf(document);
    if (!proofValue.startsWith("z")) throw new Wrong();
    const config = { "@context": document["@context"], ...options };
    const said = new Uint8Array([...(await hashed(config)), ...(await hashed(unsigned))]);
    let key;
    try {
      const raw = publishedKey(document);
      key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    } catch (problem) {
      if (problem instanceof Wrong) throw problem;
      throw new CannotCheck("browser");
    }
    return crypto.subtle.verify("Ed25519", key, base58(proofValue.slice(1)), said);
  }

  async function unpacked(encoded) {
    if (typeof DecompressionStream === "undefined") throw new CannotCheck("browser");
    const packed = new Blob([base64url(encoded.slice(1))]).stream();
    const stream = packed.pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  const membersOf = (document) => [document.credentialSubject.verifiableCredential].flat();

  // A badge or certificate; or a transcript, which holds some of them.
  function isFormed(document) {
    const types = [document.type].flat();
    const kind = types.find((type) => Object.hasOwn(data.expected, type));
    return (
      JSON.stringify(document["@context"]) === JSON.stringify(data.expected[kind]) &&
      types.includes("VerifiableCredential") &&
      typeof document.id === "string" &&
      (kind === "ClrCredential"
        ? membersOf(document).every((member) => member && typeof member === "object")
        : typeof document.credentialSubject?.achievement?.name === "string")
    );
  }

  async function isCurrent(document) {
    const now = Date.now();
    const from = Date.parse(document.validFrom);
    const until = document.validUntil === undefined ? now : Date.parse(document.validUntil);
    return from <= now && now <= until;
  }

  // Its bit in the issuer's own signed list, as the bundle has it.
  async function isNotRevoked(document) {
    const entry = document.credentialStatus;
    const url = entry?.statusListCredential;
    if (!Object.hasOwn(data.lists, url)) throw new CannotCheck("list");
    const list = JSON.parse(data.lists[url]);
    const subject = list.credentialSubject;
    const isItsList =
      entry.type === "BitstringStatusListEntry" &&
      entry.statusPurpose === "revocation" &&
      list.id === url &&
      issuerOf(list) === issuerOf(document) &&
      subject.type === "BitstringStatusList" &&
      subject.statusPurpose === "revocation";
    if (!isItsList || !(await isSigned(list))) throw new CannotCheck("list");
    const bits = await unpacked(subject.encodedList);
    const index = Number(entry.statusListIndex);
    const isInside = Number.isInteger(index) && index >= 0 && index < bits.length * 8;
    if (!isInside) throw new CannotCheck("list");
    return !(bits[index >> 3] & (128 >> (index & 7)));
  }

  async function asked(question, document) {
    try {
      return [(await question(document)) ? "passed" : "failed", ""];
    } catch (problem) {
      if (problem instanceof CannotCheck) return ["not_checked", problem.message];
      return ["failed", ""];
    }
  }

  // Every badge in a transcript is asked the same; the worst answer counts.
  async function isEveryMember(document) {
    for (const member of membersOf(document)) {
      const answers = await all(member);
      const open = answers.find((answer) => answer.outcome === "not_checked");
      if (answers.some((answer) => answer.outcome === "failed")) return false;
      if (open) throw new CannotCheck(open.why);
    }
    return true;
  }

  // One answer for every question; what follows from a no is not asked.
  async function all(document) {
    const questions = {
      format: isFormed,
      issuer: (d) => Boolean(publishedKey(d)),
      signature: isSigned,
      dates: isCurrent,
      status: isNotRevoked,
    };
    if ([document.type].flat().includes("ClrCredential")) questions.members = isEveryMember;
    const answers = [];
    let goesOn = true;
    for (const [name, question] of Object.entries(questions)) {
      const answer = goesOn ? await asked(question, document) : ["not_checked", "before"];
      answers.push({ name, outcome: answer[0], why: answer[1] });
      if (answer[0] !== "passed" && name !== "dates") goesOn = false;
    }
    return answers;
  }

  return { all };
}
