// Courtesies of the pages at a bay and at a booker's desk. Every page does its work without this file.

import { judge } from './verdict.js';

document.querySelectorAll('[data-judge]').forEach(judge);

// Marks typed with gloves on are not lost by a slip of the thumb.
for (const form of document.querySelectorAll('[data-marks-form]')) {
  let changed = false;
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', () => { changed = false; });
  addEventListener('beforeunload', event => { if (changed) event.preventDefault(); });
}

// ---- Lists, paper ----

for (const box of document.querySelectorAll('[data-filter-for]')) {
  const items = [...document.getElementById(box.dataset.filterFor).querySelectorAll('.govuk-checkboxes__item')];
  const input = box.querySelector('input'), said = box.querySelector('[data-filter-said]');
  box.hidden = false;
  input.addEventListener('input', () => {
    const sought = input.value.trim().toLowerCase();
    for (const item of items) item.hidden = sought !== '' && !item.textContent.toLowerCase().includes(sought) && !item.querySelector('input').checked;
    said.textContent = sought === '' ? '' : `${items.filter(item => !item.hidden).length} shown`;
  });
  input.addEventListener('keydown', event => { if (event.key === 'Enter') event.preventDefault(); });
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
