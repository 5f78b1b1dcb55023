import { initAll } from './lib/govuk/govuk-frontend.min.js';

initAll();

// What htmx brings in later gets its components too; the first load is the one above.
document.addEventListener('htmx:load', event => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt });
});

// <button data-copy="id-of-the-text" hidden> appears only where it works, and says that it did.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      const said = document.querySelector('[data-copied]');
      if (said) said.textContent = 'Copied.';
    });
  }
}

// Pages that were kept for when there is no signal are not left to whoever comes next. Marks that are not sent yet stay.
document.querySelector('form[action="/sign-out"]')?.addEventListener('submit', () => globalThis.caches?.delete('bay'));
