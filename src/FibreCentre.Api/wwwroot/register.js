// The register: a tap that did not reach the centre is kept on the device, and one that was refused must not look as if it had been taken.

import { keep, entries, isOf, account } from './bay-kept.js';

const session = location.pathname.split('/')[2];
const rowOf = target => target.closest?.('.bay-trainee');

for (const name of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(name, ({ target, detail }) => {
    const row = rowOf(target);
    if (!row) return;
    const { place, trainee, markedAt } = row.dataset, mark = detail.requestConfig.parameters.Mark;
    keep({ session, place, trainee, attendance: mark.toLowerCase(), markedAt: markedAt || null, what: `${row.querySelector('h2').textContent}: ${mark}` });
  });
}

document.addEventListener('htmx:responseError', ({ target }) => {
  const failed = rowOf(target)?.querySelector('[data-mark-failed]');
  if (failed) failed.hidden = false;
});

function overlay(mine) {
  for (const row of document.querySelectorAll('.bay-trainee')) {
    const entry = mine.findLast(each => isOf(each, { session, place: row.dataset.place }) && ['kept', 'applied'].includes(each.state));
    const kept = row.querySelector('[data-mark-kept]');
    if (kept) kept.hidden = entry?.state !== 'kept';
    if (entry) {
      for (const button of row.querySelectorAll('.bay-mark')) {
        const isOn = button.value.toLowerCase() === entry.attendance;
        button.setAttribute('aria-pressed', String(isOn));
        button.querySelector('.bay-mark__tick').textContent = isOn ? '✓' : '';
      }
    }
  }
}

addEventListener('bay:told', ({ detail }) => overlay(detail));
document.addEventListener('htmx:afterSwap', async () => overlay((await entries()).filter(entry => entry.account === account)));
