// What an independent parser reads in a message.
//
//   node parse-mail.mjs FILE   ->   {messageId, from, to, subject, text, html, attachments: [{contentType, method, fileName, content}]}
//
// Addresses are lists in small letters; an attachment's content, decoded from its transfer encoding, is in base64. Calendar parts count as
// attachments, also where they are an alternative to the text; `method` is the content type's parameter.

import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';

const file = process.argv[2];
if (!file) {
  console.error('usage: node parse-mail.mjs FILE');
  process.exit(2);
}
const addresses = header => (header?.value ?? []).map(({ address }) => address.toLowerCase());
const mail = await simpleParser(readFileSync(file));
console.log(JSON.stringify({
  messageId: mail.messageId ?? null,
  from: addresses(mail.from),
  to: addresses(mail.to),
  subject: mail.subject ?? null,
  text: mail.text ?? null,
  html: mail.html || null,
  attachments: mail.attachments.map(({ contentType, headers, filename, content }) => ({
    contentType,
    method: headers.get('content-type')?.params?.method ?? null,
    fileName: filename ?? null,
    content: content.toString('base64'),
  })),
}));
