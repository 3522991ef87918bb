// What is found is a map from documents to scores: BM25 as the archive counts, and what is made of such maps.

import {block, positions, x} from './read.js';

const k1 = 1.2, bParam = 0.5;
export const weight = {title: 0.3, aside: 0.1, number: 2, near: 0.25, synonym: 0.5, phrase: 0.8, verb: 0.3, relative: 0.25};
export const idf = n => Math.log(1 + (x.docs - n + 0.5) / (n + 0.5));
const bm25 = (idf, tf, length, average) => idf * tf * (k1 + 1) / (tf + k1 * (1 - bParam + bParam * length / (average || 1)));

export const add = (to, m, by = 1) => { for (const [d, s] of m) to.set(d, (to.get(d) || 0) + by * s); return to; };
export const sum = list => list.reduce((to, m) => add(to, m), new Map());
export const best = list => {
  const out = new Map();
  for (const m of list) for (const [d, s] of m) if (!(out.get(d) >= s)) out.set(d, s);
  return out;
};
export const least = (n, list) => {
  const out = new Map(), times = new Map();
  for (const m of list) for (const d of m.keys()) times.set(d, (times.get(d) || 0) + 1);
  for (const [d, s] of sum(list)) if (times.get(d) >= n) out.set(d, s);
  return out;
};
export const all = list => least(list.length, list);
export const scaled = (m, by) => add(new Map(), m, by);

export async function anywhere(stem, boost = 1, own = /^\d+$/.test(stem) ? 0.1 * weight.number : weight.number) {
  const b = await block(stem), out = new Map();
  if (!b) return out;
  const weights = [1, weight.title, weight.aside, /\d/.test(stem) ? own : 0], rare = b.df.map(idf);
  b.docs.forEach((d, i) => {
    let s = 0, any = false;
    for (let f = 0; f < 4; f++) {
      const tf = b.tf[f][i];
      if (!tf || !weights[f]) continue;
      any = true;
      s += weights[f] * bm25(rare[f], tf, x.length[f][d], x.average[f]);
    }
    if (any) out.set(d, boost * s);
  });
  return out;
}

// together finds stems within a window of the body; in a row when the window is 0, where "" is any word.
export async function together(stems, window, boost) {
  const list = await Promise.all(stems.map(s => s && block(s))), out = new Map();
  if (list.includes(null)) return out;
  const at = await Promise.all(list.map(b => b && positions(b)));
  const rarity = list.reduce((s, b) => s + (b ? idf(b.df[0]) : 0), 0);
  const first = list.findIndex(b => b);
  list[first].docs.forEach((d, i) => {
    const places = list.map((b, k) => !b ? null : b.at.has(d) ? at[k][b.at.get(d)] : []);
    const n = at[first][i].filter(p => {
      if (!window) return places.every((q, k) => !q || q.includes(p + k - first));
      for (let lo = p - window + 1; lo <= p; lo++) {
        if (places.every(q => !q || q.some(v => v >= lo && v < lo + window))) return true;
      }
      return false;
    }).length;
    if (n) out.set(d, boost * bm25(rarity, n, x.length[0][d], x.average[0]));
  });
  return out;
}
