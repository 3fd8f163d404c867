// Replicates with an express-pouchdb server: client.js push|pull PORT COUNT CLIENTS FOLDER.
//
// push: CLIENTS databases hold COUNT documents together, facts as JSON, and replicate them to the
// server. pull: the server holds COUNT roster rows, and one new database on LevelDB replicates them.
// Prints "rate DOCUMENTS-A-SECOND".
'use strict';
const [way, port, countText, clientsText, folder] = process.argv.slice(2);
const PouchDB = require('pouchdb').defaults({prefix: folder + '/'});
const count = Number(countText);
const clients = Number(clientsText);
const name = 'bench' + process.pid;
const remote = () => new PouchDB(`http://127.0.0.1:${port}/${name}`);

function fact(station, seq) {
  const who = String((seq * 7919 + station) % 100000).padStart(6, '0');
  return {
    _id: `${station}-1-${String(seq).padStart(8, '0')}`, kind: 'check_in', hlc: 118316571033600000 + seq * 65536,
    wall_ms: 1805367600000 + seq * 7000, monotonic_ms: 60000 + seq * 7000,
    body: {attendee: 'B-' + who, badge: who + 'TFVQ0K3M8XN5R1CJ7WYH2ZD4'},
  };
}
function row(seq) {
  const text = String(seq).padStart(6, '0');
  if (seq % 5 === 0) {
    return {
      _id: 'attendee:B-' + text, given_name: 'Anaïs', family_name: 'Peeters', organisation: 'O-' + text,
      role: 'buyer', language: 'fr', interests: ['innovation', 'catering'],
    };
  }
  return {
    _id: 'meeting:M-' + text, kind: 'appointment', place: 'T-0' + text.slice(3), starts_ms: 1805353200000 + seq,
    ends_ms: 1805354400000 + seq, attendees: ['B-' + text, 'B-' + String((seq * 31) % 100000).padStart(6, '0')],
  };
}
async function fill(database, documents) {
  for (let at = 0; at < documents.length; at += 1000) {
    const answers = await database.bulkDocs(documents.slice(at, at + 1000));
    if (answers.some((answer) => answer.error)) throw new Error('a document was refused');
  }
}
async function main() {
  const target = remote();
  await target.info();
  let begun = 0;
  if (way === 'push') {
    const each = Math.floor(count / clients);
    const own = [];
    for (let station = 0; station < clients; ++station) {
      const database = new PouchDB(`${name}-${station}`);
      await fill(database, Array.from({length: each}, (_, i) => fact(station + 1, i + 1)));
      own.push(database);
    }
    begun = process.hrtime.bigint();
    await Promise.all(own.map((database) => database.replicate.to(target, {batch_size: 500})));
    if ((await target.info()).doc_count !== each * clients) throw new Error('documents are missing');
  } else {
    await fill(target, Array.from({length: count}, (_, i) => row(i)));
    const own = new PouchDB(`${name}-new`);
    begun = process.hrtime.bigint();
    await own.replicate.from(target, {batch_size: 1000});
    if ((await own.info()).doc_count !== count) throw new Error('documents are missing');
  }
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  console.log('rate ' + count / seconds);
  process.exit(0);
}
main().catch((problem) => { console.error(problem); process.exit(1); });
