import { unescapeXml } from './xml-text.js';

/** An element as far as iXML needs it: attributes are passed over. */
export interface XmlElement {
  readonly name: string;
  /** Text directly in the element, without the space around it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** iXML is four levels deep; a document beyond this is no iXML, and must not cost memory. */
const DEEPEST_LEVEL = 64;

const CDATA = '<![CDATA[';

/** What markup begins and ends with; anything that is not one of these is a tag. */
const BRACKETS = [
  ['<!--', '-->'],
  [CDATA, ']]>'],
] as const;
const TAG = ['<', '>'] as const;

interface OpenElement {
  name: string;
  text: string;
  children: XmlElement[];
}

/**
 * Reads an XML document as tolerantly as recorders write it: what is not closed ends with its
 * parent, what was not opened is passed over, and no external or declared entity is looked up.
 *
 * @returns the root element, or undefined if there is none
 */
export function parseXml(document: string): XmlElement | undefined {
  const top: OpenElement = { name: '', text: '', children: [] };
  const open: OpenElement[] = [top];
  const current = () => open[open.length - 1] ?? top;
  const close = () => {
    const element = open.pop();
    if (element) current().children.push({ ...element, text: element.text.trim() });
  };

  let at = 0;
  while (at < document.length && open.length <= DEEPEST_LEVEL) {
    const markup = document.indexOf('<', at);
    current().text += unescapeXml(document.slice(at, markup < 0 ? document.length : markup));
    if (markup < 0) break;

    const [opening, closing] =
      BRACKETS.find(([start]) => document.startsWith(start, markup)) ?? TAG;
    const start = markup + opening.length;
    const end = document.indexOf(closing, start);
    if (end < 0) break; // torn off in the middle
    const content = document.slice(start, end);
    at = end + closing.length;

    if (opening === CDATA) current().text += content;
    if (opening !== TAG[0]) continue;
    const name = /^\/?([^\s/!?]+)/u.exec(content)?.[1];
    if (name === undefined) continue; // declaration, processing instruction
    if (content.startsWith('/')) {
      const level = open.findLastIndex((element) => element.name === name);
      if (level > 0) while (open.length > level) close();
    } else {
      open.push({ name, text: '', children: [] });
      if (content.endsWith('/')) close();
    }
  }
  while (open.length > 1) close();
  return top.children[0];
}
