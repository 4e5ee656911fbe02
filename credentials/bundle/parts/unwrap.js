// A credential out of a file: plain JSON, or baked into a picture (Open Badges 3.0, 5.3).
const unwrap = (() => {
  const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const latin1 = (bytes) => String.fromCharCode(...bytes);

  // The iTXt chunk "openbadgecredential", uncompressed as we and others write it.
  function fromPng(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 8; at + 12 <= bytes.length; ) {
      const length = view.getUint32(at);
      const kind = latin1(bytes.subarray(at + 4, at + 8));
      const chunk = bytes.subarray(at + 8, at + 8 + length);
      const end = chunk.indexOf(0);
      const name = end > 0 && end < 80 ? latin1(chunk.subarray(0, end)) : "";
      if (kind === "iTXt" && name === "openbadgecredential" && chunk[end + 1] === 0) {
        const language = chunk.indexOf(0, end + 3);
        return utf8(chunk.subarray(chunk.indexOf(0, language + 1) + 1));
      }
      at += 12 + length;
    }
    return null;
  }

  function fromSvg(text) {
    const tree = new DOMParser().parseFromString(text, "image/svg+xml");
    const space = "https://purl.imsglobal.org/ob/v3p0";
    const found = tree.getElementsByTagNameNS(space, "credential");
    return found.length === 1 ? found[0].textContent.trim() : null;
  }

  // The credential as an object, or null when there is none in the file.
  return function unwrap(bytes) {
    try {
      const isPng = bytes[0] === 0x89 && latin1(bytes.subarray(1, 4)) === "PNG";
      const text = isPng ? fromPng(bytes) : utf8(bytes).trim();
      const json = text?.startsWith("<") ? fromSvg(text) : text;
      const document = JSON.parse(json);
      return document && typeof document === "object" ? document : null;
    } catch {
      return null;
    }
  };
})();
