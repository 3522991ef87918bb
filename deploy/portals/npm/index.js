/** Version of this package; the widget has that of the archive. */
export const version = '0.1.0';

/**
 * Loads the widget from an archive, so that it always fits its API, and waits until `<letopis-search>` is defined. Calls
 * after the first load nothing anew. It is rejected when the archive cannot be reached or the page's policy forbids it.
 */
export async function load(archive) {
  const base = new URL(archive);
  if (base.protocol !== 'https:' && base.protocol !== 'http:') throw new TypeError(`letopis-search: ${archive} is no address of an archive`);
  await import(/* webpackIgnore: true */ /* @vite-ignore */ `${base.href.replace(/\/+$/, '')}/widget/v1.js`);
  await customElements.whenDefined('letopis-search');
}
