// The network as the verifiers see it: our published origin is answered by the running
// test site, 1EdTech's schema by the copy in this project, and nothing else exists.
import { readFile } from "node:fs/promises";

const SCHEMA =
  "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";
const COPY = new URL(
  "../../credentials/standards/schemas/ob_v3p0_achievementcredential_schema.json",
  import.meta.url,
);

export const asked = [];

export function answerFrom(site, published) {
  const reach = globalThis.fetch;
  const host = new URL(published).host;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    asked.push(request.url);
    if (request.url === SCHEMA) {
      const headers = { "content-type": "application/json" };
      return new Response(await readFile(COPY), { headers });
    }
    if (url.host !== host) return new Response("Not on this network", { status: 404 });
    const headers = { accept: request.headers.get("accept") ?? "*/*" };
    return reach(site + url.pathname + url.search, { headers, redirect: "error" });
  };
}
