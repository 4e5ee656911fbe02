// What 1EdTech's published JSON schemas (draft 2019-09) have against a document, by ajv.
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";

import { json } from "./fetching.mjs";

const IMS = "https://purl.imsglobal.org/spec";
const SCHEMAS = {
  OpenBadgeCredential: `${IMS}/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json`,
  EndorsementCredential: `${IMS}/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json`,
  ClrCredential: `${IMS}/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json`,
};

export async function schemaErrors(document) {
  const kind = Object.keys(SCHEMAS).find((name) => document.type?.includes(name));
  if (!kind) return ["a type that has no schema"];
  const ajv = new Ajv2019({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(await json(SCHEMAS[kind]));
  validate(document);
  return (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}
