// A real SMTP server for tests.
//
//   node smtp-server.mjs --port 0 --dir DIR [--auth user:pass] [--tls | --tls=implicit] [--exit-with-stdin]
//
// Prints `LISTENING <port>` and then stores every message it accepts: the bytes as they came in DIR/<arrival>.eml (written under another name, then
// renamed, so a reader never sees half of one; the names sort by arrival), the envelope in DIR/envelopes/<arrival>.json.
// --tls offers STARTTLS, --tls=implicit speaks TLS from the first byte; both with a self-signed certificate. --auth demands that sign-in.
// --exit-with-stdin ends the server when its standard input closes, so that it cannot outlive a killed test run.
//
// A recipient whose local part starts with one of these words and a plus meets a fault; with `-once` (`tempfail-once+ann@...`) only the first time
// it is tried:
//   refuse            550 at RCPT
//   tempfail          451 at RCPT
//   hang              no answer to RCPT, ever
//   drop-before-data  the connection is cut at RCPT
//   slow              the answer to RCPT takes a fifth of a second
//   drop-after-body   the message is stored, then the connection is cut before the answer: the sender cannot know

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';

// parseArgs knows either a flag or a value: `--tls` alone is short for STARTTLS.
const args = process.argv.slice(2).map(a => (a === '--tls' ? '--tls=starttls' : a));
const { values: options } = parseArgs({
  args,
  options: {
    port: { type: 'string', default: '0' },
    dir: { type: 'string' },
    auth: { type: 'string' },
    tls: { type: 'string', default: 'none' },
    'exit-with-stdin': { type: 'boolean', default: false },
  },
});
if (!options.dir || !['none', 'starttls', 'implicit'].includes(options.tls)) {
  console.error('usage: node smtp-server.mjs --port N --dir DIR [--auth user:pass] [--tls | --tls=implicit] [--exit-with-stdin]');
  process.exit(2);
}
mkdirSync(join(options.dir, 'envelopes'), { recursive: true });

const met = new Set();
let arrivals = 0;

/** The fault that this recipient asks for, if any. */
function faultOf(address) {
  const [, fault, once] = /^(refuse|tempfail|hang|slow|drop-before-data|drop-after-body)(-once)?\+/i.exec(address) ?? [];
  if (!fault || (once && met.has(address))) return undefined;
  met.add(address);
  return fault.toLowerCase();
}

function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

function cut(session) {
  for (const connection of server.connections) if (connection.session === session) connection._socket.destroy();
}

function store(session, raw) {
  const name = `${String(Date.now()).padStart(14, '0')}-${String(++arrivals).padStart(6, '0')}`;
  const { mailFrom, rcptTo } = session.envelope;
  const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(r => r.address), user: session.user ?? null, secure: !!session.secure };
  writeFileSync(join(options.dir, 'envelopes', `${name}.json`), JSON.stringify(envelope));
  writeFileSync(join(options.dir, `${name}.part`), raw);
  renameSync(join(options.dir, `${name}.part`), join(options.dir, `${name}.eml`));
}

const server = new SMTPServer({
  banner: 'FibreCentre test server',
  secure: options.tls === 'implicit',
  allowInsecureAuth: true,
  authOptional: !options.auth,
  disabledCommands: [...(options.tls === 'starttls' ? [] : ['STARTTLS']), ...(options.auth ? [] : ['AUTH'])],
  disableReverseLookup: true,
  logger: false,
  onAuth({ username, password }, session, done) {
    if (`${username}:${password}` === options.auth) done(null, { user: username });
    else done(refusal(535, 'Authentication credentials invalid'));
  },
  onRcptTo({ address }, session, done) {
    const fault = faultOf(address);
    if (fault === 'refuse') return done(refusal(550, 'No such mailbox here'));
    if (fault === 'tempfail') return done(refusal(451, 'Try again later'));
    if (fault === 'hang') return undefined;
    if (fault === 'slow') return setTimeout(done, 200);
    if (fault === 'drop-before-data') return cut(session);
    if (fault === 'drop-after-body') session.cutAfterBody = true;
    return done();
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      store(session, Buffer.concat(chunks));
      if (!session.cutAfterBody) return done();
      session.cutAfterBody = false;
      return cut(session);
    });
  },
});

// A client that goes away in the middle is what the tests are about, not an error of the server.
server.on('error', error => { if (error.syscall === 'listen') { console.error(error.message); process.exit(1); } });
server.listen(Number(options.port), '127.0.0.1', () => console.log(`LISTENING ${server.server.address().port}`));

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
if (options['exit-with-stdin']) process.stdin.resume().on('end', () => process.exit(0)).on('error', () => process.exit(0));
