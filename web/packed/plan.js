// What was typed becomes units: what each needs, word by word and as a whole, and what says it in a text.

import {block, chunk, file, utf8, x} from './read.js';
import {all, anywhere, best, scaled, sum, together, weight} from './score.js';

// Letters that look the same in both alphabets.
const twins = Object.fromEntries([...'abcehkmoptxyunr'].map((c, i) => [c, 'авсенкмортхуипг'[i]]));
export function fold(s) {
  s = s.normalize('NFKC').toLowerCase().replace(/[\p{M}\u00ad\u200b-\u200f\u2060\ufeff]/gu, m => m === '\u0306' ? m : '').replaceAll('ё', 'е');
  const latin = s.match(/[a-z]/g);
  return latin && /[а-я]/.test(s) && latin.every(c => twins[c]) ? s.replace(/[a-z]/g, c => twins[c]) : s;
}

// Squares and cubes of lengths, however they are written («кв. м», «м²», «метров квадратных»), are one piece.
const length = '(?:[мm]|[кk][мm]|(?:кило)?метр\\p{L}{0,3})', power = '(?:кв|квадратн\\p{L}{2,3}|куб|кубическ\\p{L}{2,3})';
const measure = `(?<!\\p{L})(?:${power}[.\\s]{0,2}${length}|${length}[.\\s]{0,2}${power}|[кk]?[мm][²³23])(?![\\p{L}\\d²³])`;
const sign = '[%§₽]|[°º](?: ?[CС](?!\\p{L})|[cс](?!\\p{L}))|°|(?<=\\d)º|℃';
export const pieces = new RegExp(`№|${measure}|${sign}|[\\p{L}\\p{M}\\u00ad\\u200b-\\u200f]+|\\p{Nd}+`, 'giu');
const isMeasure = new RegExp(`^${measure}$`, 'iu'), isSign = new RegExp(`^(?:${sign})$`, 'iu');

// exact is the one form of a piece.
export function exact(piece) {
  if (piece === '№') return piece;
  if (isMeasure.test(piece)) return (/к[мm]|k[мm]|кило/i.test(piece) ? 'км' : 'м') + (/[³3]|куб/i.test(piece) ? '³' : '²');
  if (isSign.test(piece)) return /[CcСс℃]/.test(piece) ? '°c' : piece.replace('º', '°');
  return fold(piece);
}
const units = new Set('г гг руб коп тыс млн млрд м км кв га шт ч час мин л кг ст п пп р в от с по года год гкал квт'.split(' '));
const ordinals = new Set('й ый ой ий я ая е ое го ого му ому м ым ом х ых ю ую ти'.split(' '));

// joins reports whether a piece may hang together with others: not what stands for a word.
const joins = exact => !/^[№%§₽°]|[²³]$/.test(exact);

// groups are pieces of a text that hang together.
function groups(text) {
  const out = [];
  let end = -9, pos = 0;
  for (const m of text.matchAll(pieces)) {
    const p = {exact: exact(m[0]), digits: /^\p{Nd}/u.test(m[0]), pos: pos++};
    const between = text.slice(end, m.index);
    if (joins(p.exact) && out.length && (m.index === end || /^[-‐‑/]$/.test(between)) && joins(out.at(-1).at(-1).exact)) {
      p.glued = m.index === end;
      out.at(-1).push(p);
    } else out.push([p]);
    end = m.index + m[0].length;
  }
  return out;
}

// ending is what may follow a stem in a form that the copy has not.
const ending = /^(?:[аяоеиыуюйь]|[аяоеи]м|[ое]й|[иеоь]ю|[ая]х|[ая]ми|[ое]в|[ыи]й|[ая]я|[ое]е|[ыи]е|[ую]ю|[ое]го|[ое]му|[ыи][мх]|[ыи]ми|и[яию]|ия[мх]|иями|[еюуияа]т|л[аои]?|ть)?$/;

// look finds out what the index knows of a word form.
const lines = async n => utf8.decode(await file(`index/f/${n}.bin`)).split('\n');
async function look(exact, notes) {
  if (!/^(?:\p{L}+|[%§₽]|°c?)$/u.test(exact)) return {exact, stem: exact};
  const n = chunk(x.forms, exact), list = n < 0 ? [] : await lines(n);
  const line = list.find(l => l.startsWith(exact + '\t'));
  if (line) {
    const [, stem, verb, ...related] = line.split('\t');
    const [places, relatives, actions] = [0, 1, 2].map(i => related[i] ? related[i].split(',') : []);
    return {exact, stem: stem === '=' ? exact : stem, stop: stem === '-', verb: verb === 'v', places, relatives, actions};
  }
  // Another form of a word of the copy: its stem, and an ending.
  let stem = '';
  for (const l of list.concat(n + 1 < x.forms.length ? await lines(n + 1) : [])) {
    const [form, s] = l.split('\t'), known = s === '=' ? form : s;
    if (known && known.length > Math.max(2, stem.length) && exact.startsWith(known) && ending.test(exact.slice(known.length))) stem = known;
  }
  notes?.[stem ? 'guessed' : 'unknown'].push(stem ? `${exact} → ${stem}` : exact);
  return {exact, stem: stem || exact};
}

const acts = /^(постановлени|распоряжени|решени|приказ|указ|закон|акт|устав|проект|документ)/;

// plan reads words as units: what each needs, word by word and as a whole, and what says it in a text.
async function plan(text, notes) {
  const places = [], spans = [];
  for (const g of groups(text)) {
    const digits = g.some(p => p.digits), from = places.length;
    const unit = g.length === 2 && g[1].glued && !g[1].digits && units.has(g[1].exact);
    if (g.length > 1 && digits && !unit) {
      const bare = g.length === 2 && g[0].digits && ordinals.has(g[1].exact) && g[0].exact;
      places.push({exact: g.map(p => p.exact).join('-'), stem: bare || g.map(p => p.exact).join('-'), pos: g[0].pos, number: true,
        pieces: bare ? null : await Promise.all(g.map(async p => (await look(p.exact)).stem))});
      continue;
    }
    for (const p of g) {
      if (unit && p === g[1]) continue;
      places.push({...p, ...p.exact === '№' ? {stop: true} : p.digits ? {stem: p.exact} : await look(p.exact, notes)});
    }
    if (g.length > 1 && !digits) {
      const whole = await look(g.map(p => p.exact).join(''));
      if (await block(whole.stem)) spans.push({from, to: places.length, alts: [await anywhere(whole.stem)], says: [[whole.stem]]});
    }
  }
  const content = p => !p.stop;
  const bare = i => isSign.test(places[i].exact) && !places[i - 1]?.digits && !places[i + 1]?.digits;
  const asked = places.map((p, i) => p.stop || bare(i) || x.questions.includes(p.exact) || i > 0 && /^год|^гг?$/.test(p.exact) && /^\d{4}$/.test(places[i - 1].exact));
  if (asked.includes(false)) places.forEach((p, i) => p.stop = asked[i]);
  await trim(places.filter(content), notes);
  const named = places.some(p => acts.test(p.exact));
  for (const [i, p] of places.entries()) {
    if (!content(p)) continue;
    const year = /^(19|20)\d\d$/.test(p.exact), number = /^\d+$/.test(p.exact) && (named && !year || places[i - 1]?.exact === '№');
    const also = async (stems, boost) => Promise.all((stems || []).map(s => anywhere(s, boost)));
    let need = p.pieces ? best([await anywhere(p.stem), await together(p.pieces, 0, 1)]) : await anywhere(p.stem, p.verb ? weight.verb : 1, number ? weight.number : undefined);
    need = best([need, ...await also(p.places, 1)]);
    p.need = sum([need, ...await also(p.relatives, weight.relative), ...await also(p.actions, weight.synonym)]);
    p.says = [[p.stem], ...[].concat(p.places || [], p.relatives || [], p.actions || []).map(s => [s])];
    await synonyms(places, i, spans);
  }
  return join(places, spans);
}

// trim leaves the commonest out of too many words: a title pasted whole is found by its rarest.
const most = 16;
async function trim(words, notes) {
  if (words.length <= most) return;
  const counts = await Promise.all(words.map(async p => [(await block(p.stem))?.df[0] || 0, p]));
  for (const [, p] of counts.sort((a, b) => a[0] - b[0]).slice(most)) {
    p.stop = true;
    notes?.left.push(p.exact);
  }
}

// synonyms adds what may stand for the words from the i-th on: for the longest run of several, and for the one.
async function synonyms(places, i, spans) {
  const b = await block(places[i].stem);
  const found = {};
  for (const entry of (b?.synonyms || '').split(';').filter(Boolean)) {
    const [left, right] = entry.split('>'), [rest, short] = left.split('!');
    let to = i + 1;
    const fits = (!short || places[i].exact.startsWith(short) && places[i].exact.length <= short.length + 2) && rest.split(' ').filter(Boolean).every(s => {
      while (places[to]?.stop) to++;
      return places[to++]?.stem === s;
    });
    const several = rest ? 1 : 0;
    if (!fits || found[several] && found[several].to >= to) continue;
    found[several] = {from: i, to, more: [], says: []};
    for (const alt of right.split('|')) {
      const stems = alt.split(' ');
      found[several].more.push(stems.length > 1 ? await together(stems, stems.length + 2, weight.phrase) : await anywhere(alt, weight.synonym));
      found[several].says.push(stems);
    }
    if (!several) places[i].synonym = true;
  }
  spans.push(...Object.values(found));
}

// beside adds a span to what is needed: as well as it, or in addition.
const beside = (m, span, share) => {
  if (span.alts) m = best([m, ...span.alts.map(a => scaled(a, share))]);
  return span.more ? sum([m, ...span.more.map(a => scaled(a, share))]) : m;
};

// join makes units of words that a span holds together.
function join(places, spans) {
  const out = [], seen = new Set();
  spans.sort((a, b) => a.from - b.from);
  for (let i = 0; i < places.length;) {
    let to = i + 1;
    const mine = [];
    while (spans.length && spans[0].from < to) { to = Math.max(to, spans[0].to); mine.push(spans.shift()); }
    const words = places.slice(i, to).filter(p => !p.stop);
    const at = n => words.indexOf(places[n]);
    i = to;
    const key = words.map(w => w.stem).join(' ');
    if (!words.length || seen.has(key)) continue;
    seen.add(key);
    const each = words.map(w => w.need), several = [];
    const says = words.flatMap((w, k) => w.says.map(stems => ({from: k, to: k + 1, stems})));
    for (const s of mine) {
      const of = [];
      for (let n = s.from; n < s.to; n++) if (at(n) >= 0) of.push(at(n));
      if (!of.length) continue;
      for (const stems of s.says) says.push({from: of[0], to: of.at(-1) + 1, stems});
      if (of.length === 1) each[of[0]] = beside(each[of[0]], s, 1); else several.push({...s, from: of[0], to: of.at(-1) + 1});
    }
    const part = several.some(s => s.from > 0 || s.to < words.length);
    let need = part ? null : several.reduce((m, s) => beside(m, s, 1), all(each));
    for (const s of several) for (let n = s.from; n < s.to; n++) each[n] = beside(each[n], s, 1 / (s.to - s.from));
    need ||= all(each);
    out.push({words, each, need, says});
  }
  return out;
}

// read understands a query: units, phrases among them, and what is excluded.
export async function read(q, notes) {
  const us = [], nots = [];
  let run = '';
  const flush = async () => { us.push(...await plan(run, notes)); run = ''; };
  for (const m of q.matchAll(/(-?)["«“„]([^"»”“]*)["»”“]?|(\S+)/g)) {
    if (m[3] && !/^-[\p{L}\d]/u.test(m[3])) { run += ' ' + m[3]; continue; }
    await flush();
    const text = m[3] ? m[3].slice(1) : m[2], found = await plan(text, m[1] || m[3] ? null : notes);
    if (!found.length) continue;
    const loose = all(found.map(u => u.need));
    if (m[3]) { nots.push(loose); continue; }
    const row = [];
    for (const g of groups(text)) for (const p of g) { const w = await look(p.exact); row.push(w.stop ? '' : w.stem); }
    while (row[0] === '') row.shift();
    const need = row.filter(Boolean).length > 1 ? await together(row, 0, 1) : loose;
    if (m[1]) nots.push(need); else us.push({words: [], row: found.flatMap(u => u.words), each: [need], need, loose, says: []});
  }
  await flush();
  const keys = new Set();
  return {us: us.filter(u => { const k = (u.row || u.words).map(w => w.stem).join(' ') + !!u.row; return !keys.has(k) && keys.add(k); }), nots};
}
