// Improves pages that work without it: suggestions while typing, filters that
// apply at once, jumps between marked words. No dependencies, no inline code.
const doc = document;
doc.documentElement.classList.add('js');
const $ = (s, in_ = doc) => in_.querySelector(s);
const form = $('#search');
const box = $('#q');

// The policy of the site lets only this name turn text into documents, and only
// our own pages are given to it.
const own = window.trustedTypes?.createPolicy('letopis', {createHTML: s => s});

// Empty fields stay out of the address.
function address(submitter) {
  const data = new FormData(form, submitter);
  const p = new URLSearchParams();
  for (const [k, v] of data) if (v !== '') p.append(k, v);
  return form.getAttribute('action') + (p.size ? '?' + p : '');
}

// A results page replaces the filters and results of the one shown.
let loading;
async function load(url, push) {
  loading?.abort();
  loading = new AbortController();
  try {
    const r = await fetch(url, {signal: loading.signal, headers: {Accept: 'text/html'}});
    if (!r.ok || !(r.headers.get('Content-Type') || '').startsWith('text/html')) throw new Error(r.status);
    const next = new DOMParser().parseFromString(own ? own.createHTML(await r.text()) : await r.text(), 'text/html');
    const at = doc.activeElement;
    const key = at?.name && form ? [at.name, at.value, at.type] : null;
    const here = $('.cols'), there = $('.cols', next);
    if (!here || !there || !$('#results', next)) throw new Error('another kind of page');
    const panel = 'popover' in here && $('#filters').matches('[popover]:popover-open'); // of a small screen: it stays open
    for (const d of doc.querySelectorAll('#filters [data-facet] details[open]')) {
      const same = $(`[data-facet="${d.closest('[data-facet]').dataset.facet}"] details`, there);
      if (same) same.open = true;
    }
    here.replaceWith(doc.adoptNode(there));
    if (panel) $('#filters').showPopover();
    doc.title = next.title;
    $('#status').textContent = $('#status', next).textContent;
    $('nav.main').replaceWith(doc.adoptNode($('nav.main', next))); // the other language of this search
    if (push) history.pushState({letopis: 1}, '', r.redirected ? r.url : url);
    if (key && !at.isConnected) {
      for (const el of doc.getElementsByName(key[0])) if (el.value === key[1] && el.type === key[2]) { el.focus(); break; }
    }
    if (at && !at.isConnected && doc.activeElement === doc.body) { // what was pressed is gone: go on from the results
      const h = $('#results-h');
      h.tabIndex = -1;
      h.focus({preventScroll: true});
    }
  } catch (e) {
    if (e.name !== 'AbortError') location.assign(url);
  }
}

if (form) {
  form.addEventListener('submit', e => {
    if (e.submitter?.hasAttribute('formaction') || e.submitter?.name === 'lang') return; // another page
    e.preventDefault();
    const url = address(e.submitter);
    if ($('#results')) load(url, true); else location.assign(url);
    closeList();
  });
  doc.addEventListener('change', e => {
    if (e.target.form === form && e.target !== box && $('#results')) load(address(), true);
  });
  doc.addEventListener('click', e => {
    const a = e.target.closest?.('.chips a, .levels a, .histogram a, .tools a[href^="/search?"], .pages a');
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    const url = new URL(a.href || a.href?.baseVal, location.href);
    if (!$('#results') || url.pathname !== '/search') return;
    e.preventDefault();
    load(url.href, true).then(() => { if (a.closest('.pages')) $('#results-h')?.scrollIntoView(); });
  });
  // A search that is too long to be repeated in every result is added when one is opened.
  doc.addEventListener('click', e => {
    const a = e.target.closest?.('[data-long] h2 a');
    if (a) a.search = location.search;
  });
  addEventListener('popstate', () => { if ($('#results')) { load(location.href, false); box.value = new URLSearchParams(location.search).get('q') || ''; } });
}

// Suggestions: a combobox with a listbox (ARIA APG), aware of input methods. What is chosen is taken by take.
function combobox(box, id, take) {
  let items = [], active = -1, timer, asked = '';
  const list = doc.createElement('ul');
  const close = () => {
    clearTimeout(timer);
    asked = '';
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
    active = -1;
  };
  const choose = i => {
    const s = items[i];
    close();
    take(s);
  };
  const point = i => {
    [...list.children].forEach((li, k) => li.setAttribute('aria-selected', k === i));
    active = i;
    if (i < 0) box.removeAttribute('aria-activedescendant');
    else { box.setAttribute('aria-activedescendant', list.children[i].id); list.children[i].scrollIntoView({block: 'nearest'}); }
  };
  const suggest = async () => {
    const q = box.value.trim();
    if (q.length < 2) return close();
    asked = q;
    try {
      const url = new URL(box.dataset.suggest, location.href);
      for (const [k, v] of Object.entries({limit: 8, lang: doc.documentElement.lang, q})) url.searchParams.set(k, v);
      const r = await fetch(url);
      if (!r.ok) return close();
      const got = (await r.json()).suggestions;
      if (asked !== q) return;
      items = got;
    } catch { return close(); }
    if (!items.length) return close();
    list.replaceChildren(...items.map((s, i) => {
      const li = doc.createElement('li');
      li.id = id + '-' + i;
      li.setAttribute('role', 'option');
      li.setAttribute('aria-selected', 'false');
      const text = doc.createElement('span');
      text.textContent = s.text;
      li.append(text);
      if (s.note) { const n = doc.createElement('small'); n.textContent = s.note; li.append(n); }
      li.addEventListener('mousedown', e => e.preventDefault());
      li.addEventListener('click', () => choose(i));
      return li;
    }));
    list.hidden = false;
    active = -1;
    box.setAttribute('aria-expanded', 'true');
  };
  list.id = id;
  list.className = 'listbox';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', doc.documentElement.lang === 'en' ? 'Suggestions' : 'Подсказки');
  box.after(list);
  for (const [k, v] of Object.entries({role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id})) box.setAttribute(k, v);
  box.addEventListener('input', e => {
    if (e.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(suggest, 120);
  });
  box.addEventListener('keydown', e => {
    if (e.isComposing) return;
    const open = !list.hidden;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (!open) return void suggest();
      const n = items.length + 1, step = e.key === 'ArrowDown' ? 1 : -1;
      point((active + 1 + step + n) % n - 1);
    } else if (e.key === 'Enter' && open && active >= 0) {
      e.preventDefault();
      choose(active);
    } else if (e.key === 'Escape' && open) {
      e.preventDefault();
      close();
    }
  });
  box.addEventListener('blur', close);
  return close;
}
let closeList = () => {};
if (box?.dataset.suggest) {
  closeList = combobox(box, 'suggestions', s => {
    if (s.kind === 'query') { box.value = s.text; form.requestSubmit(); } else location.assign(s.url);
  });
}
for (const at of doc.querySelectorAll('.desk-field [data-suggest]')) combobox(at, at.id + '-list', s => { at.value = s.text; });

// The document page: the next marked word, and a way back to the results.
const jump = $('[data-next-mark]');
if (jump) {
  let at = -1;
  const marks = [...doc.querySelectorAll('.doc mark:not(.kin)')];
  jump.addEventListener('click', e => {
    e.preventDefault();
    at = (at + 1) % marks.length;
    marks[at].tabIndex = -1;
    marks[at].scrollIntoView({block: 'center'});
    marks[at].focus({preventScroll: true});
  });
}

// What is ready to be pasted elsewhere.
for (const b of doc.querySelectorAll('[data-copy]')) {
  b.hidden = !navigator.clipboard;
  b.addEventListener('click', async () => { await navigator.clipboard.writeText($('#' + b.dataset.copy).textContent); b.textContent = b.dataset.done; });
}

// The page that makes the snippet for a portal.
const builder = $('#builder');
if (builder) {
  const out = $('#snippet'), preview = $('#preview');
  const update = () => {
    const f = new FormData(builder);
    const attr = (k, v) => v ? ` ${k}="${v.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"` : '';
    const asked = ['city', 'municipality', 'program', 'lang'], chosen = asked.filter(k => f.get(k)), shown = [...asked, 'look'], colours = ['accent', 'accent-text', 'mark'];
    const attrs = shown.map(k => attr(k, f.get(k))).join('');
    const en = f.get('lang') === 'en', label = en ? 'Search documents' : 'Поиск документов', s = builder.dataset;
    const plain = `<form action="${s.base}/search"><input type="search" name="q" aria-label="${label}">` + chosen.map(k => `<input type="hidden"${attr('name', k)}${attr('value', f.get(k))}>`).join('') + `<button>${en ? 'Search' : 'Найти'}</button></form>`;
    const css = colours.filter(k => f.get(k) !== builder.elements[k].defaultValue).map(k => ` --letopis-${k}: ${f.get(k)}`).join(';');
    const src = f.has('pin') ? `"${s.base}${s.src}" integrity="${s.sri}" crossorigin="anonymous"` : `"${s.base}/widget/v1.js"`;
    out.textContent = f.get('way') === 'form' ? plain
      : f.get('way') === 'iframe'
        ? `<iframe src="${s.base}/embed?${new URLSearchParams(shown.filter(k => f.get(k)).map(k => [k, f.get(k)]))}" title="${label}" width="100%" height="420" loading="lazy" data-letopis></iframe>\n<script src="${s.base}/widget/frame.js" defer></script>`
        : (css ? `<style>letopis-search {${css} }</style>\n` : '') + `<script type="module" src=${src}></script>\n<letopis-search api="${s.base}"${attrs}>\n  ${plain}\n</letopis-search>`;
    for (const k of shown) if (f.get(k)) preview.setAttribute(k, f.get(k)); else preview.removeAttribute(k);
    for (const k of colours) if (f.get(k) !== builder.elements[k].defaultValue) preview.style.setProperty('--letopis-' + k, f.get(k)); else preview.style.removeProperty('--letopis-' + k);
  };
  builder.addEventListener('input', update);
  update();
}

// Files for the archive are sent in pieces: when the connection breaks, sending goes on from what has come.
const piece = 4 << 20;
const upload = $('form[data-upload]');
upload?.addEventListener('submit', e => {
  const files = [...upload.querySelectorAll('[type=file]')].flatMap(i => [...i.files]);
  if (!files.length) return;
  e.preventDefault();
  e.submitter.disabled = true;
  const say = text => { $('.progress', upload).textContent = text; };
  send(files, say).catch(err => {
    say(upload.dataset.failed + ' ' + err.message);
    e.submitter.disabled = false;
  });
});

async function send(files, say) {
  const ask = async (path, method, body, headers) => {
    for (let wait = 1000; ; wait = Math.min(2 * wait, 30000)) {
      let r, v;
      try {
        r = await fetch(path, {method, body,
          headers: {'X-Desk-Token': upload.elements.token.value, Accept: 'application/json', ...headers}});
        v = await r.json();
      } catch { /* the connection broke */ }
      if (v && (r.ok || r.status === 409)) return v;
      if (v && r.status < 500 && r.status !== 429) throw new Error(v.error || v.detail || v.title);
      say(upload.dataset.again);
      await new Promise(done => setTimeout(done, wait));
    }
  };
  const {batch} = await ask(upload.dataset.upload, 'POST');
  const base = '/desk/add/' + batch;
  const total = files.reduce((n, f) => n + f.size, 0) || 1;
  let sent = 0;
  for (const file of files) {
    let f = await ask(base + '/files', 'POST',
      new URLSearchParams({name: file.webkitRelativePath || file.name, size: file.size}));
    const at = base + '/files/' + f.number;
    do {
      f = await ask(at, 'PATCH', file.slice(f.got, f.got + piece), {'Upload-Offset': f.got});
      say(`${upload.dataset.sending} ${Math.floor(100 * (sent + f.got) / total)} %`);
    } while (!f.done && f.got < file.size);
    sent += file.size;
  }
  location.assign((await ask(base + '/close' + location.search, 'POST')).page);
}
