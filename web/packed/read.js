// The files of the index, as letopis pack has written them: docs/pack.md describes them.

export const utf8 = new TextDecoder();

// Files are read once. They are compressed by themselves, unless a server has undone that.
const files = new Map();
export const file = name => {
  if (!files.has(name)) {
    files.set(name, fetch(name).then(async r => {
      if (!r.ok) throw new Error(`${name}: ${r.status}`);
      const b = new Uint8Array(await r.arrayBuffer());
      if (b[0] !== 0x1f || b[1] !== 0x8b) return b;
      const plain = new Blob([b]).stream().pipeThrough(new DecompressionStream('gzip'));
      return new Uint8Array(await new Response(plain).arrayBuffer());
    }));
  }
  return files.get(name);
};

class Reader {
  constructor(b) { this.b = b; this.at = 0; }
  int() {
    let n = 0, unit = 1, c;
    do { c = this.b[this.at++]; n += (c & 127) * unit; unit *= 128; } while (c > 127);
    return n;
  }
  ints(n = this.int()) { return Array.from({length: n}, () => this.int()); }
  bytes() { const n = this.int(); return this.b.subarray(this.at, this.at += n); }
  text() { return utf8.decode(this.bytes()); }
  get more() { return this.at < this.b.length; }
}

export let x; // the root of the index, with a column for each thing that is known of documents
export async function open() {
  if (x) return;
  const [r, c] = await Promise.all([file('index/root.bin'), file('index/columns.bin')]);
  const root = JSON.parse(utf8.decode(r)), in_ = new Reader(c);
  root.of = {year: [], kind: [], program: [], place: []};
  root.length = [[], [], [], []];
  root.starts = [];
  for (let d = 0; d < root.docs; d++) {
    for (const l of root.length) l.push(in_.int());
    root.of.year.push([in_.int()]);
    root.of.kind.push([in_.int() - 1]);
    root.of.program.push(in_.ints());
    root.of.place.push(in_.ints());
    root.starts.push([0, ...in_.ints()]);
  }
  x = root;
}

// chunk is the number of the chunk that has a key.
export function chunk(firsts, key) {
  let a = 0, b = firsts.length;
  while (a < b) { const m = (a + b) >> 1; if (firsts[m] <= key) a = m + 1; else b = m; }
  return a - 1;
}

// block is what the index has of a stem: forms, synonyms, postings; null when no document has it.
const blocks = new Map();
export function block(stem) {
  if (!blocks.has(stem)) blocks.set(stem, readBlock(stem));
  return blocks.get(stem);
}
async function readBlock(stem) {
  const n = chunk(x.stems, stem);
  if (n < 0) return null;
  const r = new Reader(await file(`index/s/${n}.bin`));
  for (let k = 0; r.more; k++) {
    const s = r.text(), b = r.bytes();
    if (s !== stem) continue;
    const in_ = new Reader(b);
    const out = {n, k, forms: in_.text().split(' '), synonyms: in_.text(), docs: [], tf: [[], [], [], []], df: [0, 0, 0, 0],
      piece: [], at: new Map()};
    for (let i = in_.int(), d = 0; i > 0; i--) {
      out.docs.push(d += in_.int());
      out.at.set(d, out.docs.length - 1);
      const mask = in_.int();
      for (let f = 0; f < 4; f++) {
        const has = mask >> f & 1;
        out.tf[f].push(has ? in_.int() : 0);
        out.df[f] += has;
      }
      out.piece.push(mask & 1 ? in_.int() : 0);
    }
    return out;
  }
  return null;
}

// positions are those of a block in bodies, by the places of its documents.
export async function positions(b) {
  if (!b.positions) {
    const r = new Reader(await file(`index/p/${b.n}.bin`));
    for (let k = 0; k < b.k; k++) r.bytes();
    const in_ = new Reader(r.bytes());
    b.positions = b.tf[0].map(n => { let at = 0; return in_.ints(n).map(d => at += d); });
  }
  return b.positions;
}
