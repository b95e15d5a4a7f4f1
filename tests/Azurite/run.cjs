// Runs azurite-table, or with `all` first azurite with blobs, queues and tables, in this very process until standard input
// closes: whoever started it ended it, or died.
'use strict';
const net = require('node:net');
const path = require('node:path');

const all = process.argv[2] === 'all';
if (all) process.argv.splice(2, 1);
const wanted = all ? 3 : 1;

// Asked for port 0 it does not say which one it got. Blobs listen first, tables last.
const listen = net.Server.prototype.listen;
const ports = [];
net.Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    ports.push(this.address().port);
    if (ports.length === wanted) console.log(`listening on ports ${ports.join(' ')}`);
  });
  return listen.apply(this, args);
};

function end() {
  // Its own handler saves what is in memory, which a hard kill would lose.
  process.emit('SIGINT');
  setTimeout(() => process.exit(1), 10_000).unref();
}

process.stdin.resume().once('end', end).once('error', end);

require(path.join(__dirname, 'node_modules', 'azurite', 'dist', 'src', all ? 'azurite.js' : path.join('table', 'main.js')));
