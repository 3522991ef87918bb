// Uses of the package that must compile, and some that must not.
import { load, version, type Hit, type LetopisSearchAttributes } from 'letopis-search';
import type {} from 'letopis-search/react';

const loaded: Promise<void> = load('https://archive.example.ru');
const text: string = version;
const element = document.querySelector('letopis-search')!;
element.addEventListener('letopis-results', (e) => { const n: number = e.detail.total; const first: Hit | undefined = e.detail.hits[0]; void [n, first]; });
element.addEventListener('letopis-select', (e) => { const where: string = e.detail.url; void where; });
element.addEventListener('letopis-error', (e) => e.detail.message);
const searched: Promise<void> = element.search();
const attributes: LetopisSearchAttributes = { city: 'uglich', look: 'compact chips', 'date-from': '2010', limit: 8 };
const inJSX = <letopis-search api="https://archive.example.ru" city="uglich" look="chips" />;
void [loaded, text, searched, attributes, inJSX];

// @ts-expect-error: there is no such look
const wrongLook: LetopisSearchAttributes = { look: 'large' };
// @ts-expect-error: an address is a text
const wrongAddress = load(1);
// @ts-expect-error: attributes are written as in HTML
const wrongJSX = <letopis-search dateFrom="2010" />;
void [wrongLook, wrongAddress, wrongJSX];
