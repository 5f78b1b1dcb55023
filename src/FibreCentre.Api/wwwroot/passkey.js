// Passkeys (WebAuthn Level 3): makes one for the account, and signs with one instead of the password. Without this file the password signs.

const can = typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** The centre's question, as the browser reads it. */
async function question(form, handler) {
  const token = new URLSearchParams({ __RequestVerificationToken: form.elements.__RequestVerificationToken.value });
  const answer = await fetch(`/passkeys?handler=${handler}`, { method: 'POST', body: token });
  if (!answer.ok) throw new Error(answer.redirected || answer.status === 401 ? 'You are signed out. Sign in again first.' : await answer.text());
  return answer.json();
}

/** Runs what asks the device, and says in words what came of it when nothing did. */
async function tell(note, work) {
  note.hidden = true;
  try { await work(); } catch (error) {
    note.textContent = error.name === 'InvalidStateError' ? 'This device has a passkey for you already.' : error instanceof DOMException ? 'No passkey was used. Try again, or use your password.' : error.message;
    note.hidden = false;
  }
}

for (const part of can ? document.querySelectorAll('[data-passkey]') : []) {
  const button = part.querySelector('button'), note = part.querySelector('[data-passkey-note]'), form = part.closest('form'), field = form.elements[part.dataset.passkey];
  part.hidden = false;
  button.addEventListener('click', () => tell(note, async () => {
    const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await question(form, 'ask')) });
    field.value = JSON.stringify(credential);
    const submits = [...form.querySelectorAll('button:not([type=button])')];
    if (submits.length === 1) return form.requestSubmit(submits[0]);
    button.disabled = true;
    button.textContent = 'Signed with your passkey: now choose';
  }));
}

for (const form of can ? document.querySelectorAll('[data-passkey-new]') : []) {
  const button = form.querySelector('[data-passkey-make]'), note = form.querySelector('[data-passkey-note]');
  button.hidden = false;
  form.querySelector('[data-passkey-none]').hidden = true;
  form.addEventListener('submit', event => {
    // Sent as it is when a field is empty: the page says which.
    if (form.elements.Answer.value || !form.elements.Name.value.trim() || !form.elements.Password.value) return;
    event.preventDefault();
    tell(note, async () => {
      const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(await question(form, 'offer')) });
      form.elements.Answer.value = JSON.stringify(credential);
      form.requestSubmit(button);
    });
  });
}
