// node pictures.mjs FILE…
// Reads what is baked into pictures with software that others wrote: png-chunks-extract
// (which checks every chunk's sum) and xmldom. Prints it as JSON.
import { readFile } from "node:fs/promises";

import { DOMParser } from "@xmldom/xmldom";
import extract from "png-chunks-extract";

const NAMESPACE = "https://purl.imsglobal.org/ob/v3p0";

function fromPng(bytes) {
  const chunks = extract(new Uint8Array(bytes));
  const found = { order: chunks.map((chunk) => chunk.name) };
  for (const { name, data } of chunks) {
    if (name !== "iTXt") continue;
    const text = Buffer.from(data);
    const keyword = text.subarray(0, text.indexOf(0)).toString("latin1");
    const [isCompressed, ...fields] = [text[keyword.length + 1]];
    let place = keyword.length + 3;
    for (let n = 0; n < 2; n += 1) {
      const end = text.indexOf(0, place);
      fields.push(text.subarray(place, end).toString());
      place = end + 1;
    }
    if (isCompressed || fields.some(Boolean)) continue;
    (found[keyword] ??= []).push(text.subarray(place).toString("utf8"));
  }
  return found;
}

function fromSvg(text) {
  const document = new DOMParser().parseFromString(text, "image/svg+xml");
  const elements = [...document.getElementsByTagNameNS(NAMESPACE, "credential")];
  return {
    order: [document.documentElement.localName, document.documentElement.firstChild.localName],
    json: elements.map((e) => e.textContent).filter(Boolean),
    tokens: elements.map((e) => e.getAttribute("verify")).filter(Boolean),
  };
}

const results = [];
for (const file of process.argv.slice(2)) {
  const bytes = await readFile(file);
  results.push(file.endsWith(".png") ? fromPng(bytes) : fromSvg(bytes.toString("utf8")));
}
console.log(JSON.stringify({ results }, null, 1));
