// What is shown of a hit: its title and a fragment of its text, with what was found marked.

import {exact, pieces} from './plan.js';
import {block, file, utf8, x} from './read.js';
import {closest} from './search.js';

// fragment is the text of a hit with what is asked for marked: [text, "" or "hit" or "kin"] each.
export async function fragment(found, d) {
  let k = 0;
  const {at} = await closest(found.says, d);
  if (at >= 0) while (x.starts[d][k + 1] <= at) k++;
  else for (const word of found.rows.concat(found.says.map(s => s.word))) { const b = await block(word.stem), i = b?.at.get(d); if (i !== undefined) k = b.piece[i]; }
  const raw = utf8.decode(await file(`text/${d}-${k}.bin`)), cut = raw.indexOf('\n');
  const shown = JSON.parse(raw.slice(0, cut)), text = raw.slice(cut + 1), forms = await marks(found);
  const of = s => [...s.matchAll(pieces)].map(m => ({from: m.index, to: m.index + m[0].length, as: forms.get(exact(m[0]))})).filter(m => m.as);
  shown.runs = runs(shown.title, of(shown.title), 0, shown.title.length);
  let list = of(text);
  const behind = list.filter(m => m.from >= (shown.head || 0));
  if (behind.length) list = behind;
  let from = list.length ? 0 : shown.head || 0, top = -1, first = from;
  for (const m of list) { // the window with most of what was typed
    const in_ = list.filter(o => o.from >= m.from && o.to <= m.from + 220);
    const score = [...new Set(in_.map(o => o.as.stem))].length * 100 + in_.filter(o => o.as.kind === 'hit').length;
    if (score > top) { top = score; first = m.from; }
  }
  from = Math.max(shown.head && first >= shown.head ? shown.head : 0, first - 60);
  const start = text.slice(from, first).search(/(?<=[\n.;] ?)\S/);
  if (start > 0) from += start; else if (from > 0 && from < first) from += text.slice(from, first).search(/\s|$/) + 1;
  from = Math.min(from, first);
  let to = Math.min(text.length, from + 240);
  if (to < text.length) to = Math.max(text.lastIndexOf(' ', to), from + 1);
  shown.snippet = [[from > 0 && !/[\n.;]\s*$/.test(text.slice(0, from)) ? '…' : '', ''], ...runs(text, list, from, to), [to < text.length ? '…' : '', '']];
  return shown;
}

function runs(text, list, from, to) {
  const out = [], plain = s => out.push([s.replace(/\s+/g, ' '), '']);
  for (const m of list) {
    if (m.from < from || m.to > to) continue;
    plain(text.slice(from, m.from));
    out.push([text.slice(m.from, m.to), m.as.kind]);
    from = m.to;
  }
  plain(text.slice(from, to));
  return out.filter(r => r[0]);
}

// marks are the word forms that are marked in texts.
async function marks(found) {
  if (!found.forms) {
    found.forms = new Map();
    for (const {word, says} of found.says.concat(found.rows.map(word => ({word, says: []})))) {
      for (const stem of [word.stem, ...(word.pieces || []), ...says.flatMap(s => s.stems)]) {
        const kind = stem === word.stem || word.pieces?.includes(stem) ? 'hit' : 'kin';
        for (const form of [stem, ...(await block(stem))?.forms || []]) if (form && found.forms.get(form)?.kind !== 'hit') found.forms.set(form, {kind, stem});
      }
    }
  }
  return found.forms;
}
