// Finds the documents of a query as internal/query does: as strictly as finds enough, and in its order.

import {read} from './plan.js';
import {block, open, positions, x} from './read.js';
import {all, best, idf, least, scaled, together, weight} from './score.js';

const enough = 20, reranked = 30, passage = 25;

// search finds the documents of a query, the best first: as strictly as finds enough, as the archive does.
export async function search(q) {
  await open();
  const notes = {guessed: [], unknown: [], left: []};
  const {us, nots} = await read(q, notes);
  const out = {...notes, docs: [], required: 0, size: 0, full: 0, us, says: [], rows: []};
  if (!us.length) return out;
  const wants = us.flatMap(u => u.loose ? [{need: u.need}] : u.each.map((need, i) => ({need, word: u.words[i]})));
  let loose = false, common = new Set();
  const needs = () => us.flatMap(u => u.loose ? [loose ? best([u.need, u.loose]) : u.need] : u.each);
  const core = () => needs().filter((_, i) => !common.has(wants[i].word));
  const without = m => { for (const n of nots) for (const d of n.keys()) m.delete(d); return m; };
  const at = n => without(n < size ? least(Math.max(1, n), core()) : all(us.map(u => loose && u.loose ? best([u.need, u.loose]) : u.need)));
  const size = wants.length;
  const fewer = async n => {
    if (n === size) {
      for (const {word} of wants) {
        const b = word && await block(word.stem);
        if (word && (word.verb && !word.synonym || (b?.df[0] || 0) > Math.max(50, x.docs / 2 | 0))) common.add(word);
      }
      if (!core().length || !least(1, core()).size) common = new Set();
      if (core().length < n) return core().length;
    }
    return Math.min(n - 1, Math.ceil(n * 0.75));
  };
  const keep = us.some(u => u.words.some(w => /\d/.test(w.exact))) ? 2 : 1;
  let n = size, found, full = 0;
  for (;;) {
    found = at(n);
    if (n === size) full = found.size;
    if (!found.size && !loose && us.some(u => u.loose)) { loose = true; continue; }
    const lowest = found.size ? keep : 1;
    if (found.size < enough && n > lowest) {
      const next = await fewer(n);
      if (next >= lowest) { n = next; continue; }
    }
    if (n < size && found.size === full) found = at(n = size);
    break;
  }
  const should = [];
  if (n < size) {
    const c = core(), more = (n + c.length + 1) >> 1;
    if (more > n && more < c.length) should.push(least(more, c));
    if (n < c.length) should.push(all(c));
    should.push(scaled(all(needs()), 100)); // documents with all the words come first
    needs().forEach((m, i) => { if (common.has(wants[i].word)) should.push(m); });
  }
  let last;
  for (const w of us.flatMap(u => u.words)) {
    if (w.number && w.pieces) { last = null; continue; }
    if (last && last.stem !== w.stem && w.pos - last.pos <= 3 && w.pos > last.pos) should.push(await together([last.stem, w.stem], 3, weight.near));
    last = w;
  }
  for (const m of should) for (const [d, s] of m) if (found.has(d)) found.set(d, found.get(d) + s);
  const order = list => list.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const hits = order([...found]);
  out.rows = us.flatMap(u => u.row || []);
  out.says = us.flatMap(u => u.words.map((w, i) => ({word: w, says: u.says.filter(s => s.from <= i && i < s.to)})));
  for (const h of hits.slice(0, reranked)) h[1] += (await closest(out.says, h[0])).score;
  out.docs = order(hits.slice(0, reranked)).concat(hits.slice(reranked)).map(h => h[0]);
  return Object.assign(out, {required: n, size, full, most: core().length});
}

// closest is the window of a body that says most of what is asked.
export async function closest(words, d) {
  if (words.length < 2) return {score: 0, at: -1};
  const events = [], rarity = [];
  for (const {word, says} of words) {
    rarity.push(idf((await block(word.stem))?.df[0] || 0));
    for (const stem of new Set(says.flatMap(s => s.stems))) {
      const b = await block(stem), i = b?.at.get(d);
      if (i !== undefined) for (const p of (await positions(b))[i]) events.push([p, stem]);
    }
  }
  events.sort((a, b) => a[0] - b[0]);
  const weights = words.map(({word, says}) => says.map(s => (word.verb && !word.synonym ? weight.verb : 1) *
    (s.stems.length > 1 ? weight.phrase : s.stems[0] === word.stem ? 1 : weight.synonym)));
  const there = new Map();
  let top = {score: 0, at: -1}, end = 0;
  for (let i = 0; i < events.length; i++) {
    for (; end < events.length && events[end][0] < events[i][0] + passage; end++) there.set(events[end][1], (there.get(events[end][1]) || 0) + 1);
    let score = 0;
    words.forEach(({says}, k) => {
      let w = 0;
      says.forEach((s, j) => { if (weights[k][j] > w && s.stems.every(t => there.get(t))) w = weights[k][j]; });
      score += w * rarity[k];
    });
    if (score > top.score) top = {score, at: events[i][0]};
    there.set(events[i][1], there.get(events[i][1]) - 1);
  }
  return top;
}
