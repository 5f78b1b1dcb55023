// Brings wwwroot/lib up to date: `npm ci` when package-lock.json has changed since the last one, then a copy of the few files the pages load.
// FrontEnd.targets calls it before the static web assets are collected; two builds may call it at the same moment.
//
// What is left out on purpose: the GDS Transport fonts and the crown (licensed to gov.uk alone, so no GOV.UK icon either), and source maps. The
// style sheet therefore loses its @font-face rules, and takes its fonts from the custom property --centre-font.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const stamp = join(modules, '.installed-from');
const lock = join(here, 'obj', 'front-end.lock');
const fontStack = 'var(--centre-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif)';

const withoutSourceMap = text => text.replace(/\/\*# sourceMappingURL=[^*]*\*\/|\/\/# sourceMappingURL=\S*/g, '').trimEnd() + '\n';

const withoutGovUkProperty = css => {
  const own = withoutSourceMap(css)
    .replace(/@font-face\{[^}]*\}/g, '')
    .replace(/font-family:GDS Transport,arial,sans-serif/g, `font-family:${fontStack}`)
    .replace(/url\(\/assets\/images\/govuk-crest\.svg\)/g, 'none');
  if (/GDS Transport|\/assets\//.test(own)) throw new Error('govuk-frontend.min.css has changed: it still names the GDS fonts or its assets folder');
  return own;
};

const files = [
  { from: 'govuk-frontend/dist/govuk/govuk-frontend.min.css', to: 'govuk/govuk-frontend.min.css', change: withoutGovUkProperty },
  { from: 'govuk-frontend/dist/govuk/govuk-frontend.min.js', to: 'govuk/govuk-frontend.min.js', change: withoutSourceMap },
  { from: 'htmx.org/dist/htmx.min.js', to: 'htmx/htmx.min.js', change: withoutSourceMap },
];

/** Readers see the old file or the new one, never half of it. A file that is right already only gets today's time, so that MSBuild rests. */
function write(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return utimesSync(path, new Date(), new Date());
  mkdirSync(dirname(path), { recursive: true });
  const half = `${path}.${process.pid}`;
  writeFileSync(half, text);
  renameSync(half, path);
}

function isAlive(pid) {
  try { process.kill(pid, 0); return true; } catch (e) { return e.code === 'EPERM'; }
}

/** One builder at a time. The lock names its holder, so that a killed build does not block the next one. */
function exclusively(work) {
  mkdirSync(dirname(lock), { recursive: true });
  for (const deadline = Date.now() + 300_000; ;) {
    try { writeFileSync(lock, `${process.pid}`, { flag: 'wx' }); break; } catch (e) {
      if (e.code !== 'EEXIST') throw e;
      let holder, age;
      try { holder = Number(readFileSync(lock, 'utf8')); age = Date.now() - statSync(lock).mtimeMs; } catch { continue; }
      // An empty lock is a holder between creating and writing it: give it a moment.
      if (holder ? !isAlive(holder) : age > 2_000) { rmSync(lock, { force: true }); continue; }
      if (Date.now() > deadline) throw new Error(`process ${holder} has held ${lock} for five minutes`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try { work(); } finally { rmSync(lock, { force: true }); }
}

exclusively(() => {
  const wanted = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' });
    writeFileSync(stamp, wanted);
  }
  for (const { from, to, change } of files) write(join(here, 'wwwroot', 'lib', to), change(readFileSync(join(modules, from), 'utf8')));
});
