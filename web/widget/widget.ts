// <letopis-search>: search of a Letopis archive on any page. One element in
// shadow DOM, no dependencies, no cookies or storage, no innerHTML, eval or
// inline style: it works under `default-src 'none'` with Trusted Types when
// script-src and connect-src allow the archive.
type Run = [string, 0 | 1];
interface Hit { id: string; url: string; title: string; kind: string | null; draft: boolean; number: string | null; date: string | null; cities: { name: string }[]; places: { name: string; level: string }[]; municipality: string | null; snippets: { field: string; runs: Run[]; clause?: { label: string; anchor: string } }[] }
interface Value { id: string; label: string; count: number; selected: boolean }
interface Found { total: number; hits: Hit[]; next: string | null; facets: Record<string, { values: Value[] }>; query: { applied: string; q: string; corrections: { applied: boolean; to: string }[]; warnings: { message: string }[] } }
interface Suggestion { kind: string; text: string; note?: string; url: string }

const words = {
  ru: { label: 'Поиск документов', button: 'Найти', none: 'Ничего не нашлось', more: 'Ещё', all: 'Все результаты в архиве', fail: 'Поиск сейчас недоступен. Открыть архив', wait: 'Идёт поиск…', fixed: 'Показаны результаты по запросу', undo: 'Искать как набрано', suggestions: 'Подсказки', results: 'Результаты поиска', city: 'Город', municipality: 'Район, округ', region: 'Регион', kind: 'Вид', program: 'Программа', year: 'Год', draft: 'проект', any: 'любой', rest: 'Показать все', docs: { one: 'документ', few: 'документа', many: 'документов', other: 'документа' } },
  en: { label: 'Search documents', button: 'Search', none: 'Nothing was found', more: 'More', all: 'All results in the archive', fail: 'Search is unavailable now. Open the archive', wait: 'Searching…', fixed: 'Showing results for', undo: 'Search as typed', suggestions: 'Suggestions', results: 'Search results', city: 'Town', municipality: 'District', region: 'Region', kind: 'Kind', program: 'Programme', year: 'Year', draft: 'draft', any: 'any', rest: 'Show all', docs: { one: 'document', few: 'documents', many: 'documents', other: 'documents' } },
} as const;

// The page may place the element (margin, width, grid), and everything is in a box that takes nothing from it but the
// colour of text, which fits what is behind it. Important here wins over important styles of the page that reach the
// element itself (a portal's `*` rules); `all` leaves direction alone.
const css = `:host{display:block!important;opacity:1!important;direction:ltr!important;writing-mode:horizontal-tb!important;color:var(--letopis-text,inherit)!important}
:host([hidden]){display:none!important}
#w{all:initial;display:block;direction:ltr;color:inherit;color-scheme:inherit;font:var(--letopis-font,medium system-ui,sans-serif);line-height:1.45;--a:var(--letopis-accent,#8f2d17);--l:var(--letopis-line,#8a8377)}
*{box-sizing:border-box}form{display:flex;flex-wrap:wrap;gap:.5em;margin:0}label{display:block;width:100%;font-weight:600}
.f{flex:1 1 12em;position:relative;min-width:0}input,select,button{font:inherit;min-height:44px;border-radius:var(--letopis-radius,6px);border:1px solid var(--l);padding:.4em .7em;margin:0;max-width:100%}
input{width:100%;background:var(--letopis-field,Field);color:var(--letopis-field-text,FieldText)}select{background:var(--letopis-field,Field);color:var(--letopis-field-text,FieldText)}
button{background:var(--a);color:var(--letopis-accent-text,#fff);border-color:transparent;cursor:pointer;padding-inline:1.1em}
:focus-visible{outline:3px solid var(--letopis-focus,#1a5fb4);outline-offset:2px}ul,ol{list-style:none;margin:0;padding:0}
[role=listbox]{position:absolute;z-index:9;inset-inline:0;top:100%;background:Canvas;color:CanvasText;border:1px solid var(--l);border-radius:6px;max-height:20em;overflow:auto;box-shadow:0 4px 16px #0003}
[role=option]{display:flow-root;min-height:44px;padding:.6em .8em;cursor:pointer}[role=option][aria-selected=true]{background:Highlight;color:HighlightText}
[role=option] small{float:inline-end;opacity:.8;margin-inline-start:1em}[hidden]{display:none!important}
.v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.r{margin-top:1em}.x{display:flex;flex-wrap:wrap;gap:.5em 1em;margin:.75em 0}.c{display:flex;flex-wrap:wrap;gap:.4em;align-items:baseline;width:100%}.c span{min-width:5em}
.c button{min-height:36px;padding:.2em .8em;border-radius:2em;border-color:var(--l);background:none;color:inherit}.c button[aria-pressed=true]{background:var(--a);color:var(--letopis-accent-text,#fff)}.c [aria-pressed=true]::before{content:'✓ '/''}
.x label{width:auto;font-weight:400}.x select{display:block;max-width:16em}
li.h{padding:.7em 0;border-top:1px solid var(--l);overflow-wrap:anywhere}li.h a{color:var(--letopis-link,inherit);font-weight:600;display:inline-block;min-height:24px}
.k li.h{padding:.3em 0}.k li.h a{font-weight:400}.k .m{display:inline}p{margin:.2em 0}.m{opacity:.8;font-size:.92em}mark{background:var(--letopis-mark,#ffe79a);color:var(--letopis-mark-text,#1d1b18)}
.b{display:inline-block;min-height:44px;padding:.6em 0;color:var(--letopis-link,inherit)}@media(forced-colors:active){[role=option][aria-selected=true]{forced-color-adjust:none}button{border-color:ButtonText}}`;

const el = <K extends keyof HTMLElementTagNameMap>(tag: K, props: Partial<HTMLElementTagNameMap[K]> = {}, ...kids: (Node | string)[]): HTMLElementTagNameMap[K] => {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...kids);
  return e;
};
const marked = (runs: Run[]): (Node | string)[] => runs.map(([s, hit]) => (hit ? el('mark', {}, s) : s));
const here = new URL(import.meta.url).origin;

class LetopisSearch extends HTMLElement {
  static observedAttributes = ['api', 'lang', 'q', 'city', 'municipality', 'region', 'program', 'kind', 'draft', 'date-from', 'date-to', 'facets', 'limit', 'look', 'target'];
  #box = el('input', { type: 'search', id: 'q', maxLength: 1000, autocomplete: 'off', spellcheck: false });
  #list = el('ul', { id: 's', hidden: true });
  #out = el('section', { hidden: true });
  #all = el('div', { id: 'w' }); // see css
  #status = el('p', { className: 'v' });
  #label = el('label', { htmlFor: 'q' });
  #button = el('button');
  #items: Suggestion[] = [];
  #at = -1;
  #typing = 0;
  #saying = 0;
  #asked?: AbortController;
  #chosen: Record<string, string> = {};
  #up = false;
  #raw = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const set = (e: Element, a: Record<string, string>) => Object.entries(a).forEach(([k, v]) => e.setAttribute(k, v));
    set(this.#box, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 's', part: 'input' });
    set(this.#list, { role: 'listbox', part: 'listbox' });
    set(this.#status, { role: 'status' });
    set(this.#button, { part: 'button' });
    set(this.#out, { part: 'results' });
    const form = el('form', {}, this.#label, el('div', { className: 'f' }, this.#box, this.#list), this.#button);
    set(form, { role: 'search', part: 'form' });
    form.addEventListener('submit', (e) => { e.preventDefault(); this.#chosen = {}; this.#raw = false; void this.search(); });
    this.#box.addEventListener('input', (e) => {
      clearTimeout(this.#typing);
      if (!(e as InputEvent).isComposing) this.#typing = setTimeout(() => void this.#suggest(), 150);
    });
    this.#box.addEventListener('keydown', (e) => this.#key(e));
    this.#box.addEventListener('blur', () => this.#close());
    // A page that has shortcuts does not see that one types in a field.
    for (const type of ['keydown', 'keypress', 'keyup'] as const) this.#all.addEventListener(type, (e) => {
      if (e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey && (e.target as Element).matches('input,select')) e.stopPropagation();
    });
    this.#all.append(form, this.#out, this.#status);
    root.append(this.#all);
  }

  connectedCallback() {
    this.#up = true;
    this.#words();
    const q = this.getAttribute('q');
    if (q !== null) { this.#box.value = q; void this.search(); }
  }
  disconnectedCallback() { this.#up = false; this.#asked?.abort(); clearTimeout(this.#typing); clearTimeout(this.#saying); }
  attributeChangedCallback(name: string) {
    if (!this.#up) return;
    this.#words();
    if (name === 'q') { this.#box.value = this.getAttribute('q') ?? ''; this.#raw = false; }
    if (name === 'q' || !this.#out.hidden) void this.search();
  }

  get #lang(): 'ru' | 'en' { return (this.getAttribute('lang') || document.documentElement.lang).startsWith('en') ? 'en' : 'ru'; }
  get #w() { return words[this.#lang]; }
  get #api(): string { return (this.getAttribute('api') || here).replace(/\/+$/, ''); }

  #listed(name: string): string[] { return (this.getAttribute(name) || '').split(',').map((v) => v.trim()).filter(Boolean); }
  #looks(how: 'compact' | 'chips'): boolean { return (this.getAttribute('look') || '').split(/[\s,]+/).includes(how); }
  get #facets(): string[] { return (this.getAttribute('facets') || (this.#looks('chips') ? 'city,year' : '')).split(/[\s,]+/).filter(Boolean).slice(0, 3); }

  #words() {
    const w = this.#w;
    this.#all.lang = this.#lang;
    this.#out.className = this.#looks('compact') ? 'r k' : 'r';
    this.#label.textContent = w.label;
    this.#button.textContent = w.button;
    this.#list.setAttribute('aria-label', w.suggestions);
    this.#out.setAttribute('aria-label', w.results);
  }

  // What the page limits the search to, and suggestions.
  #limits(): URLSearchParams {
    const p = new URLSearchParams({ q: this.#box.value.trim() });
    for (const k of ['city', 'municipality', 'region', 'program', 'kind', 'draft']) for (const v of this.#listed(k)) p.append(k, v);
    for (const k of ['date-from', 'date-to']) { const v = this.getAttribute(k); if (v) p.set(k.replace('-', '_'), v); }
    return p;
  }
  #params(): URLSearchParams {
    const p = this.#limits();
    p.set('within', 'true'); // what is typed does not lead beyond what the page limits the search to
    for (const [k, v] of Object.entries(this.#chosen)) p.set(k, v);
    if (this.#raw) p.set('raw', 'true');
    if (this.#lang === 'en') p.set('lang', 'en');
    return p;
  }
  #page(): string { return `${this.#api}/search?${this.#params()}`; }

  async #get<T>(path: string, p: URLSearchParams): Promise<T> {
    this.#asked?.abort();
    this.#asked = new AbortController();
    p.set('lang', this.#lang);
    const r = await fetch(`${this.#api}/api/v1/${path}?${p}`, { signal: this.#asked.signal, credentials: 'omit', referrerPolicy: 'strict-origin-when-cross-origin' });
    if (!r.ok) {
      const said = await r.json().catch(() => ({}));
      throw new Error(`letopis-search: ${r.status} ${said.parameter ?? ''} ${said.detail ?? said.title ?? ''}`);
    }
    return r.json() as Promise<T>;
  }

  // The status is spoken after a pause, so that typing does not chatter.
  #say(text: string) { clearTimeout(this.#saying); this.#saying = setTimeout(() => { this.#status.textContent = text; }, 900); }

  #count(n: number): string {
    const lang = this.#lang;
    return `${n.toLocaleString(lang)} ${this.#w.docs[new Intl.PluralRules(lang).select(n) as 'one' | 'few' | 'many' | 'other']}`;
  }

  /** Searches with what the box holds and shows the results. */
  async search(cursor?: string): Promise<void> {
    this.#close();
    this.#say(this.#w.wait);
    const p = this.#params(), facets = this.#facets;
    p.set('limit', String(Math.min(50, Math.max(1, Number(this.getAttribute('limit')) || 5))));
    if (facets.length) p.set('facets', facets.join(','));
    if (cursor) p.set('cursor', cursor);
    try {
      const found = await this.#get<Found>('search', p);
      if (cursor) this.#more(found); else this.#show(found);
      this.dispatchEvent(new CustomEvent('letopis-results', { bubbles: true, composed: true, detail: found }));
    } catch (e) {
      if ((e as Error).name === 'AbortError') return;
      console.warn(e); // for the portal's webmaster: a slip in an attribute is one, too
      this.#out.replaceChildren(el('p', {}, this.#link(this.#page(), this.#w.fail, 'b')));
      this.#out.hidden = false;
      this.#say(this.#w.fail);
      this.dispatchEvent(new CustomEvent('letopis-error', { bubbles: true, composed: true, detail: e }));
    }
  }

  // Pages of the archive open where the host wants them: in a frame they must not
  // open in the frame itself, which they forbid.
  #link(href: string, text: string, className = ''): HTMLAnchorElement {
    const a = el('a', { href, className }, text), target = this.getAttribute('target');
    if (target) { a.target = target; a.rel = 'noopener'; }
    return a;
  }

  // What a district decides is not its town's, where it was signed.
  #where(h: Hit): (string | null)[] {
    const p = h.places.at(-1);
    if (p && (p.level === 'municipality' || p.level === 'settlement')) return [p.name];
    return h.cities.length ? h.cities.map((c) => c.name) : [h.municipality];
  }

  #hit(h: Hit): HTMLLIElement {
    const a = this.#link(new URL(h.url, this.#api + '/').href, h.title);
    a.lang = 'ru'; // as the documents are
    a.setAttribute('part', 'link');
    a.addEventListener('click', (e) => {
      if (!this.dispatchEvent(new CustomEvent('letopis-select', { bubbles: true, composed: true, cancelable: true, detail: h }))) e.preventDefault();
    });
    const meta = [h.kind && h.kind + (h.number ? ' № ' + h.number : ''), h.draft && this.#w.draft, h.date && this.#date(h.date), ...this.#where(h)].filter(Boolean).join(' · ');
    const li = el('li', { className: 'h' }, a, ' ', el('p', { className: 'm' }, meta));
    const s = h.snippets.find((s) => s.field === 'body');
    const c = s?.clause;
    if (s && !this.#looks('compact')) li.append(el('p', { lang: 'ru' }, ...marked(s.runs), ...(c ? [' ', this.#link(`${a.href}#${c.anchor}`, c.label)] : [])));
    return li;
  }
  #date(iso: string): string {
    const [y, m, d] = iso.split('-').map(Number);
    return new Intl.DateTimeFormat(this.#lang, { year: 'numeric', month: m ? 'long' : undefined, day: d ? 'numeric' : undefined, timeZone: 'UTC' }).format(new Date(Date.UTC(y, (m || 1) - 1, d || 1)));
  }

  #show(f: Found) {
    const w = this.#w, said = f.total ? this.#count(f.total) : w.none, root = this.shadowRoot!, at = root.activeElement?.id;
    const list = el('ol', {}, ...f.hits.map((h) => this.#hit(h)));
    const fixed = f.query.corrections.some((c) => c.applied) ? [el('p', {}, `${w.fixed} «${f.query.applied}». `, this.#undo(f.query.q))] : [];
    fixed.push(...f.query.warnings.map((m) => el('p', { className: 'm' }, m.message)));
    const narrow = el('div', { className: 'x' }, ...this.#facets.flatMap((name) => {
      const own = this.#listed(name); // no choice leads beyond what the page limits the search to
      const values = (f.facets[name]?.values ?? []).filter((v) => !own.length || own.includes(v.id));
      if (values.length < 2 && !this.#chosen[name]) return [];
      const label = (w as unknown as Record<string, string>)[name] ?? name;
      return [this.#looks('chips') ? this.#chips(name, label, values) : this.#select(name, label, values)];
    }));
    this.#out.replaceChildren(el('p', {}, said), ...fixed, ...(narrow.childElementCount ? [narrow] : []), list, this.#tail(f));
    this.#out.hidden = false;
    if (at && !root.activeElement) (root.getElementById(at) ?? this.#box).focus(); // what was chosen was drawn anew
    this.#say(said);
  }
  #choose(name: string, value: string) {
    if (value) this.#chosen[name] = value; else delete this.#chosen[name];
    void this.search();
  }
  #select(name: string, label: string, values: Value[]): HTMLElement {
    const sel = el('select', { id: name }, el('option', { value: '' }, this.#w.any), ...values.map((v) => el('option', { value: v.id, selected: v.id === this.#chosen[name] }, `${v.label} (${v.count})`)));
    sel.addEventListener('change', () => this.#choose(name, sel.value));
    return el('label', {}, label, sel);
  }
  // Chips narrow to one value, and once more takes that back. The first are seen, the latest years among them.
  #chips(name: string, label: string, values: Value[]): HTMLElement {
    if (name === 'year') values.sort((a, b) => b.id.localeCompare(a.id));
    const chosen = this.#chosen[name], shown = values.length > 8 ? 6 : 8;
    const chips = values.map((v, i) => {
      const b = el('button', { type: 'button', id: `${name}:${v.id}`, hidden: i >= shown && v.id !== chosen }, v.label, el('small', {}, ` ${v.count}`));
      b.setAttribute('part', 'chip');
      b.setAttribute('aria-pressed', String(v.id === chosen));
      b.addEventListener('click', () => this.#choose(name, v.id === chosen ? '' : v.id));
      return b;
    });
    const box = el('div', { className: 'c' }, el('span', {}, label), ...chips), hidden = chips.filter((c) => c.hidden);
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', label);
    if (hidden.length) {
      const rest = el('button', { type: 'button' }, `${this.#w.rest} (${values.length})`);
      rest.addEventListener('click', () => { for (const c of hidden) c.hidden = false; rest.remove(); hidden[0].focus(); });
      box.append(rest);
    }
    return box;
  }
  // A correction is taken back in place; the link is good for a new tab, too.
  #undo(q: string): HTMLElement {
    const a = this.#link(`${this.#page()}&raw=true`, `${this.#w.undo}: «${q}»`, 'b');
    a.addEventListener('click', (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      this.#raw = true;
      void this.search().then(() => this.#box.focus()); // the link is gone
    });
    return a;
  }
  #tail(f: Found): HTMLElement {
    const box = el('p', {}, this.#link(this.#page(), this.#w.all, 'b'));
    if (f.next) {
      const b = el('button', { type: 'button' }, this.#w.more);
      b.addEventListener('click', () => void this.search(f.next!));
      box.prepend(b, ' ');
    }
    return box;
  }
  #more(f: Found) {
    const list = this.#out.querySelector('ol')!, first = this.#hit(f.hits[0]);
    list.append(first, ...f.hits.slice(1).map((h) => this.#hit(h)));
    list.nextElementSibling!.replaceWith(this.#tail(f));
    first.querySelector('a')!.focus();
  }

  async #suggest() {
    const q = this.#box.value.trim();
    if (q.length < 2) return this.#close();
    const p = this.#limits();
    p.set('limit', '6');
    try { this.#items = (await this.#get<{ suggestions: Suggestion[] }>('suggest', p)).suggestions; } catch { return; }
    if (!this.#items.length || q !== this.#box.value.trim()) return this.#close();
    this.#list.replaceChildren(...this.#items.map((s, i) => {
      const li = el('li', { id: 's' + i }, s.text);
      if (s.note) li.append(el('small', {}, s.note));
      li.setAttribute('role', 'option');
      li.setAttribute('aria-selected', 'false');
      li.addEventListener('mousedown', (e) => e.preventDefault());
      li.addEventListener('click', () => this.#take(i));
      return li;
    }));
    this.#at = -1;
    this.#list.hidden = false;
    this.#box.setAttribute('aria-expanded', 'true');
    this.#box.removeAttribute('aria-activedescendant');
  }
  #take(i: number) {
    const s = this.#items[i];
    this.#close();
    if (s.kind === 'query') { this.#box.value = s.text; this.#raw = false; void this.search(); return; }
    if (this.dispatchEvent(new CustomEvent('letopis-select', { bubbles: true, composed: true, cancelable: true, detail: s }))) {
      const url = new URL(s.url, this.#api + '/').href;
      if (this.getAttribute('target')) open(url, this.getAttribute('target')!, 'noopener'); else location.assign(url);
    }
  }
  #close() {
    clearTimeout(this.#typing);
    this.#list.hidden = true;
    this.#at = -1;
    this.#box.setAttribute('aria-expanded', 'false');
    this.#box.removeAttribute('aria-activedescendant');
  }
  #key(e: KeyboardEvent) {
    if (e.isComposing) return;
    const open = !this.#list.hidden, n = this.#items.length + 1;
    if (e.key === 'Escape' && open) { e.preventDefault(); e.stopPropagation(); this.#close(); }
    else if (e.key === 'Enter' && open && this.#at >= 0) { e.preventDefault(); this.#take(this.#at); }
    else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (!open) return void this.#suggest();
      this.#at = (this.#at + 1 + (e.key === 'ArrowDown' ? 1 : -1) + n) % n - 1;
      [...this.#list.children].forEach((li, i) => li.setAttribute('aria-selected', String(i === this.#at)));
      if (this.#at < 0) this.#box.removeAttribute('aria-activedescendant');
      else { this.#box.setAttribute('aria-activedescendant', 's' + this.#at); this.#list.children[this.#at].scrollIntoView({ block: 'nearest' }); }
    }
  }
}
if (!customElements.get('letopis-search')) customElements.define('letopis-search', LetopisSearch);
