// An express-pouchdb server on LevelDB files: server.js FOLDER. Prints "listening on PORT".
//
// Every write waits for the disk, as the hub's does; LevelDB's own default does not.
'use strict';
const leveldown = require('leveldown');
const ChainedBatch = require('leveldown/chained-batch');
for (const name of ['_put', '_del', '_batch']) {
  const write = leveldown.prototype[name];
  leveldown.prototype[name] = function (...args) {
    const options = args[args.length - 2];
    args[args.length - 2] = {...options, sync: true};
    return write.apply(this, args);
  };
}
const writeChain = ChainedBatch.prototype._write;
ChainedBatch.prototype._write = function (options, done) {
  return writeChain.call(this, {...options, sync: true}, done);
};

const PouchDB = require('pouchdb').defaults({prefix: process.argv[2] + '/'});
const app = require('express')();
app.use('/', require('express-pouchdb')(PouchDB, {
  mode: 'minimumForPouchDB',
  inMemoryConfig: true,
}));
const server = app.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));
