// Runs azurite-table in this very process until standard input closes: whoever started it ended it, or died.
'use strict';
const net = require('node:net');
const path = require('node:path');

// Asked for port 0 it does not say which one it got.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  this.once('listening', () => console.log(`listening on port ${this.address().port}`));
  return listen.apply(this, args);
};

function end() {
  // Its own handler saves what is in memory, which a hard kill would lose.
  process.emit('SIGINT');
  setTimeout(() => process.exit(1), 10_000).unref();
}

process.stdin.resume().once('end', end).once('error', end);

require(path.join(__dirname, 'node_modules', 'azurite', 'dist', 'src', 'table', 'main.js'));
