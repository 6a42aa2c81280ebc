// A TypeDoc plugin for the hand-written pages: sections in the menu, and the first heading as the name of a page.
// The file stays its address. Front matter could say both, but Git hosts show it as a table above the page.
import { basename } from 'node:path';
import { Converter, JSX, ReflectionKind, RendererEvent } from 'typedoc';

const sections = {
  'Use voxmux': [
    'quick-start',
    'editors',
    'merging',
    'verifying',
    'recovery',
    'command-line',
    'from-code',
  ],
  Examples: ['examples', 'node', 'render-in-browser', 'merge-in-browser'],
  'How it works': ['recording-format', 'timeline', 'mp4-layout'],
  'Facts and figures': ['performance', 'benchmarks', 'dependencies', 'CONTRIBUTING'],
};

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => {
    page.name = basename(page.name.replace(/\/README$/, ''));
    const section = Object.keys(sections).find((name) => sections[name].includes(page.name));
    if (section === undefined) app.logger.error(`page ${page.name}.md is in no section`);
    else page.frontmatter.group = section;
  });
  // By now every page has its address.
  app.renderer.on(RendererEvent.BEGIN, ({ project }) => {
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) {
      const text = page.content.map((part) => part.text).join('');
      const [, heading] = /^# (.+)$/m.exec(text) ?? [];
      if (heading === undefined) app.logger.error(`page ${page.name}.md has no heading`);
      else page.name = heading.split(':')[0];
    }
  });
  // Sections are open until the reader closes them.
  const keys = JSON.stringify(
    [...Object.keys(sections), 'Modules'].map((name) => `tsd-accordion-${name}`),
  );
  const script = `for (const key of ${keys}) localStorage[key] ??= 'true';`;
  app.renderer.hooks.on('head.begin', () =>
    JSX.createElement('script', null, JSX.createElement(JSX.Raw, { html: script })),
  );
}
