// The network as the verifiers see it: our published origin is answered by the running
// test site, what 1EdTech publishes by the copies in this project, and nothing else exists.
import { readFile } from "node:fs/promises";

const STANDARDS = new URL("../../credentials/standards/", import.meta.url);
const IMS = "https://purl.imsglobal.org/spec/";
const COPIES = new Map([
  [
    `${IMS}ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json`,
    "schemas/ob_v3p0_achievementcredential_schema.json",
  ],
  [
    `${IMS}ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json`,
    "schemas/ob_v3p0_endorsementcredential_schema.json",
  ],
  [
    `${IMS}clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json`,
    "schemas/clr_v2p0_clrcredential_schema.json",
  ],
  [`${IMS}clr/v2p0/context-2.0.1.json`, "contexts/clr-context-2.0.1.json"],
]);

export const asked = [];

export function answerFrom(site, published) {
  const reach = globalThis.fetch;
  const host = new URL(published).host;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    asked.push(request.url);
    const copy = COPIES.get(request.url);
    if (copy) {
      const headers = { "content-type": "application/json" };
      return new Response(await readFile(new URL(copy, STANDARDS)), { headers });
    }
    if (url.host !== host) return new Response("Not on this network", { status: 404 });
    const headers = { accept: request.headers.get("accept") ?? "*/*" };
    return reach(site + url.pathname + url.search, { headers, redirect: "error" });
  };
}

// JSON at an address, as verifiers take it: a body whose type does not say so is none.
export async function json(url) {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || !type.includes("json")) throw new Error(`${url}: ${response.status}`);
  return response.json();
}
