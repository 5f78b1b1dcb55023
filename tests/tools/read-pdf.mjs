// What a screen reader is given of a tagged PDF, as the pdf.js library reads it.
//
//   node read-pdf.mjs FILE   ->   {"title":"...","lang":"en-GB","marked":true,"pages":1,"outside":"text in no tag","tree":[{"role":"H1","text":"...","top":700.1,"bottom":700.1,"right":400},{"role":"Figure","alt":"..."},...]}
//
// top and bottom are the base lines of its first and its last line, right the end of its longest, in points from the lower left corner of the page. The tree is flat and in reading order: one entry for each tag that holds text or an alternative for it, with the tags around it.

import { readFileSync } from 'node:fs';

// What the library has to say of this machine (no canvas to draw on) is not what was asked.
console.log = console.warn = () => {};
const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');

const pdf = await getDocument({ data: new Uint8Array(readFileSync(process.argv[2])), useSystemFonts: false, verbosity: 0 }).promise;
const { info } = await pdf.getMetadata();
const page = await pdf.getPage(1);
const marked = new Map();
const open = [];
let outside = '';
for (const item of (await page.getTextContent({ includeMarkedContent: true })).items) {
  if (item.type === 'beginMarkedContentProps') open.push(item.id);
  else if (item.type === 'beginMarkedContent') open.push(item.tag === 'Artifact' ? 'artifact' : null);
  else if (item.type === 'endMarkedContent') open.pop();
  else if (item.str) {
    const id = open.findLast(each => each);
    if (id) marked.set(id, [...(marked.get(id) ?? []), item]);
    else outside += item.str;
  }
}
const tree = [];
function read(node, within) {
  const items = (node.children ?? []).filter(child => child.type === 'content').flatMap(child => marked.get(child.id) ?? []);
  const text = items.map(item => item.str).join(' ').replace(/\s+/g, ' ').trim(), lines = items.map(item => item.transform[5]);
  if (text || node.alt) tree.push({ role: node.role, within, text, alt: node.alt, top: Math.max(...lines), bottom: Math.min(...lines), right: Math.max(...items.map(item => item.transform[4] + item.width)) });
  for (const child of node.children ?? []) if (child.role) read(child, node.role === 'Root' ? within : [...within, node.role]);
}
const root = await page.getStructTree();
if (root) read(root, []);
process.stdout.write(JSON.stringify({ title: info.Title, lang: info.Language, marked: (await pdf.getMarkInfo())?.Marked ?? false, pages: pdf.numPages, outside, tree }));
