const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Text as the content of an XML element. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Content of an XML element as text; an unknown entity stays as it is. */
export function unescapeXml(content: string): string {
  return content.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/giu,
    (entity, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? entity;
      const codePoint =
        decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
    },
  );
}

/**
 * Text without what XML 1.0 cannot hold even escaped: control characters, lone surrogates,
 * non-characters. Line breaks and tabs stay.
 */
export function withoutIllegal(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, (character) =>
    character === '\n' || character === '\r' || character === '\t' ? character : '',
  );
}
