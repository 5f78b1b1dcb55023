// What two independent parsers read in a calendar file.
//
//   node parse-ics.mjs FILE   ->   {"icaljs":[EVENT...],"nodeIcal":[EVENT...]}
//
// EVENT: uid, recurrenceId, sequence, method, start, end, summary, location, status, organizer, attendees [{email, name, partstat, role, rsvp}].
// Instants are in UTC (2026-11-30T09:00:00.000Z); a whole day is a date (2026-11-30); a time that the parser could not place in any zone carries
// no Z, so it never equals an instant. Events stand in the order of start, then uid. ical.js uses the file's own VTIMEZONE, node-ical the IANA name.
// Exit code 1 and the parser's words on stderr when either cannot read the file.

import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

const inOrder = events => events.sort((a, b) => `${a.start} ${a.uid} ${a.recurrenceId}`.localeCompare(`${b.start} ${b.uid} ${b.recurrenceId}`));
const address = value => (value == null ? null : String(value).replace(/^mailto:/i, '').toLowerCase());
const truth = value => String(value).toUpperCase() === 'TRUE';

function byIcalJs(text) {
  const parsed = ICAL.parse(text);
  const calendars = (Array.isArray(parsed[0]) ? parsed : [parsed]).map(jcal => new ICAL.Component(jcal));

  const when = time => {
    if (!time) return null;
    if (time.isDate) return time.toString();
    return time.zone === ICAL.Timezone.localTimezone ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString();
  };
  const read = (calendar, event) => {
    const value = name => event.getFirstPropertyValue(name);
    const start = value('dtstart');
    let end = value('dtend');
    if (!end && start && value('duration')) (end = start.clone()).addDuration(value('duration'));
    return {
      uid: value('uid'),
      recurrenceId: when(value('recurrence-id')),
      sequence: Number(value('sequence') ?? 0),
      method: calendar.getFirstPropertyValue('method'),
      start: when(start),
      end: when(end),
      summary: value('summary'),
      location: value('location'),
      status: value('status'),
      organizer: address(value('organizer')),
      attendees: event.getAllProperties('attendee').map(attendee => ({
        email: address(attendee.getFirstValue()),
        name: attendee.getParameter('cn') ?? null,
        partstat: attendee.getParameter('partstat') ?? null,
        role: attendee.getParameter('role') ?? null,
        rsvp: truth(attendee.getParameter('rsvp')),
      })),
    };
  };
  return calendars.flatMap(calendar => calendar.getAllSubcomponents('vevent').map(event => read(calendar, event)));
}

function byNodeIcal(text) {
  const calendar = nodeIcal.sync.parseICS(text);

  const when = date => {
    if (!date) return null;
    if (date.dateOnly) return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(n => String(n).padStart(2, '0')).join('-');
    return date.toISOString();
  };
  const words = value => (value && typeof value === 'object' && 'val' in value ? value.val : value ?? null);
  const read = event => ({
    uid: event.uid,
    recurrenceId: when(event.recurrenceid),
    sequence: Number(event.sequence ?? 0),
    method: event.method ?? calendar.vcalendar?.method ?? null,
    start: when(event.start),
    end: when(event.end),
    summary: words(event.summary),
    location: words(event.location),
    status: words(event.status),
    organizer: address(words(event.organizer)),
    attendees: [event.attendee ?? []].flat().map(attendee => ({
      email: address(words(attendee)),
      name: attendee.params?.CN ?? null,
      partstat: attendee.params?.PARTSTAT ?? null,
      role: attendee.params?.ROLE ?? null,
      rsvp: truth(attendee.params?.RSVP),
    })),
  });
  // An overridden occurrence is filed below its series, under its day and again under its instant.
  const withOccurrences = event => [event, ...new Set(Object.values(event.recurrences ?? {}))];
  return Object.values(calendar).filter(part => part?.type === 'VEVENT').flatMap(withOccurrences).map(read);
}

const file = process.argv[2];
if (!file) {
  console.error('usage: node parse-ics.mjs FILE');
  process.exit(2);
}
try {
  const text = readFileSync(file, 'utf8');
  console.log(JSON.stringify({ icaljs: inOrder(byIcalJs(text)), nodeIcal: inOrder(byNodeIcal(text)) }));
} catch (error) {
  console.error(`${file}: ${error.message}`);
  process.exit(1);
}
