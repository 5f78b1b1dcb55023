// Passkeys (WebAuthn Level 3): makes one for the account, and signs with one instead of the password. Without this file the password signs.

const can = typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** What people are told. */
class Trouble extends Error {}

/** The centre's question, as the browser reads it. */
async function question(form, handler, said = {}) {
  const body = new URLSearchParams({ __RequestVerificationToken: form.elements.__RequestVerificationToken.value, ...said });
  const answer = await fetch(`/passkeys?handler=${handler}`, { method: 'POST', body }).catch(() => { throw new Trouble('The centre cannot be reached. Try again where there is a signal.'); });
  if (answer.redirected || answer.status === 401) throw new Trouble('You are signed out. Sign in again first.');
  if (answer.status === 409) throw new Trouble(await answer.text());
  if (!answer.ok) throw new Trouble('Something went wrong on our side. Try again in a moment, or use your password.');
  return answer.json();
}

/** Runs what asks the device, once at a time, and says in words what came of it when nothing did. */
async function tell(button, note, work) {
  if (button.disabled) return;
  button.disabled = note.hidden = true;
  try { await work(); } catch (trouble) {
    note.textContent = trouble instanceof Trouble ? trouble.message : trouble.name === 'InvalidStateError' ? 'This device has a passkey for you already.' : 'No passkey was used. Try again, or use your password.';
    note.hidden = false;
  } finally { button.disabled = false; }
}

for (const part of can ? document.querySelectorAll('[data-passkey]') : []) {
  const button = part.querySelector('button'), form = part.closest('form'), typed = form.elements.Password;
  part.hidden = false;
  button.addEventListener('click', () => tell(button, part.querySelector('[data-passkey-note]'), async () => {
    const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await question(form, 'ask')) });
    // In the password's place, but not in its field, which programs that keep passwords look at.
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: typed.name, value: JSON.stringify(credential) }));
    typed.disabled = true;
    form.requestSubmit();
  }));
}

for (const form of can ? document.querySelectorAll('[data-passkey-new]') : []) {
  const button = form.querySelector('[data-passkey-make]'), { Answer, Name, Password } = form.elements;
  button.hidden = false;
  form.querySelector('[data-passkey-none]').hidden = true;
  form.addEventListener('submit', event => {
    // Sent as it is when the name is empty: the page says so.
    if (Answer.value || !Name.value.trim()) return;
    event.preventDefault();
    tell(button, form.querySelector('[data-passkey-note]'), async () => {
      const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(await question(form, 'offer', { password: Password.value })) });
      Answer.value = JSON.stringify(credential);
      Password.disabled = true;
      form.requestSubmit();
    });
  });
}
