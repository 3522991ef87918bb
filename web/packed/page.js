// Searches a copy of an archive in the browser, on the page that letopis pack makes for it. No dependencies.

import {fragment} from './fragment.js';
import {x} from './read.js';
import {search} from './search.js';

globalThis.letopisPack = search; // for tests

const doc = document, $ = s => doc.querySelector(s);
const said = $('#said');
const words = JSON.parse($('#words').textContent), asked = new URLSearchParams(location.search);
const fields = ['year', 'kind', 'program', 'place'], page = 10;
const el = (name, props, ...children) => {
  const e = Object.assign(doc.createElement(name), props);
  e.append(...children.filter(c => c !== null));
  return e;
};
const number = n => n.toLocaleString(doc.documentElement.lang);
const link = (change, text) => {
  const p = new URLSearchParams(asked);
  for (const [k, v] of Object.entries(change)) if (v === null) p.delete(k); else p.set(k, v);
  return el('a', {href: 'search.html?' + p}, text);
};
const label = (field, n) => field === 'year' ? n ? String(n) : words.without : n < 0 ? words.without : x[field][n][1];
const id = (field, n) => field === 'year' ? String(n) : n < 0 ? '_missing' : x[field][n][0];
const has = (field, d, want) => x.of[field][d].some(n => id(field, n) === want) || want === '_missing' && !x.of[field][d].length;

// choices counts the documents by the values of each filter, under the others.
function choices(docs, chosen) {
  const box = $('#choices div');
  for (const field of fields) {
    const counts = new Map();
    for (const d of docs) {
      if (chosen.every(f => f === field || has(f, d, asked.get(f)))) for (const n of x.of[field][d]) counts.set(n, (counts.get(n) || 0) + 1);
    }
    const list = [...counts].sort((a, b) => field === 'year' ? b[0] - a[0] : b[1] - a[1]);
    if (list.length < 2 && !chosen.includes(field)) continue;
    const items = list.map(([n, c]) => el('li', {}, id(field, n) === asked.get(field) ? el('strong', {}, label(field, n)) : link({[field]: id(field, n)}, label(field, n)),
      el('span', {className: 'soft'}, '\u00a0' + number(c))));
    box.append(el('h2', {}, words[field]), el('ul', {className: 'plain'}, ...items.slice(0, 8)));
    if (items.length > 8) box.append(el('details', {}, el('summary', {}, number(items.length - 8) + ' …'), el('ul', {className: 'plain'}, ...items.slice(8))));
  }
  $('#choices').hidden = !box.children.length;
  $('#choices').open = matchMedia('(min-width: 58rem)').matches;
}

const marked = list => list.map(([text, kind]) => kind ? el('mark', {className: kind === 'kin' ? 'kin' : ''}, text) : text);
async function hit(found, d) {
  const h = await fragment(found, d);
  const meta = [h.kind && el('span', {className: 'badge'}, h.kind), h.draft && el('span', {className: 'badge draft'}, h.draft),
    h.place && el('span', {className: 'where'}, h.place),
    h.date && el('span', {}, el('time', {dateTime: h.iso}, h.date)), h.no && el('span', {}, '№\u00a0' + h.no)].filter(Boolean);
  return el('li', {className: 'hit'}, el('h2', {}, el('a', {href: `d/${h.id}.html`}, ...marked(h.runs))),
    el('p', {className: 'meta'}, ...meta), el('p', {className: 'snippet'}, ...marked(h.snippet)));
}

async function show() {
  const q = asked.get('q') || '';
  $('#q').value = q;
  const chosen = fields.filter(f => asked.get(f));
  if (!q.trim() && !chosen.length) return void (said.textContent = words.short);
  said.textContent = words.loading;
  const found = await search(q), box = $('#found div');
  const every = found.us.length ? found.docs : q.trim() ? [] : Array.from({length: x.docs}, (_, d) => d).sort((a, b) => x.of.year[b][0] - x.of.year[a][0]);
  const docs = every.filter(d => chosen.every(f => has(f, d, asked.get(f))));
  doc.title = q + ' — ' + doc.title;
  said.textContent = docs.length ? words.found + number(docs.length) : words.none;
  const say = text => box.append(el('p', {className: 'note'}, text));
  if (found.unknown.length) say(words.unknown + found.unknown.join(', '));
  if (found.left.length) say(words.left + found.left.join(', '));
  if (found.guessed.length) say(words.guessed + found.guessed.join(', '));
  if (docs.length && found.required < found.size) say(words.some.replace('%1', number(found.full)).replace('%2', found.required).replace('%3', found.most));
  if (chosen.length) {
    box.append(el('ul', {className: 'chips'}, ...chosen.map(f => {
      const i = f === 'year' ? -1 : x[f].findIndex(v => v[0] === asked.get(f));
      const a = link({[f]: null}, (i < 0 ? asked.get(f) === '0' || asked.get(f) === '_missing' ? words.without : asked.get(f) : x[f][i][1]));
      a.setAttribute('aria-label', words.remove + ' ' + a.textContent);
      return el('li', {}, a);
    })));
  }
  choices(every, chosen);
  const list = el('ol', {className: 'hits'}), more = el('button', {type: 'button', className: 'quiet'}, words.more);
  box.append(list, more);
  let n = 0;
  const next = async () => {
    const some = await Promise.all(docs.slice(n, n += page).map(d => hit(found, d)));
    list.append(...some);
    more.hidden = n >= docs.length;
    if (n > page) some[0].querySelector('a').focus();
  };
  more.addEventListener('click', () => next().catch(failed));
  await next();
}
function failed(e) { said.textContent = location.protocol === 'file:' ? words.file : words.failed + e.message; }
show().catch(failed);
