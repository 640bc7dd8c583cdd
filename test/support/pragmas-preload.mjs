// Loaded with `node --import` before the program: on SIGUSR2 it says how each of its connections to SQLite is set.
import sqlite3 from 'sqlite3';

/** @type {Set<import('sqlite3').Database>} */
const opened = new Set();
const { exec } = sqlite3.Database.prototype;

Object.assign(sqlite3.Database.prototype, {
  /** @this {import('sqlite3').Database} @param {Parameters<typeof exec>} asked */
  exec(...asked) {
    opened.add(this);
    return exec.apply(this, asked);
  },
});

process.on('SIGUSR2', () => {
  for (const database of opened) {
    const sql =
      'SELECT * FROM pragma_synchronous, pragma_journal_mode, pragma_query_only, pragma_foreign_keys';
    database.get(sql, (error, settings) => console.log(`pragmas ${JSON.stringify(error ?? settings)}`));
  }
});
