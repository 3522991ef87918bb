/** Version of this package; the widget has that of the archive. */
export declare const version: string;

/**
 * Loads the widget from an archive, so that it always fits its API, and waits until `<letopis-search>` is defined. Calls
 * after the first load nothing anew. It is rejected when the archive cannot be reached or the page's policy forbids it.
 *
 * @param archive its address, like `https://archive.example.ru`
 */
export declare function load(archive: string): Promise<void>;

/** Attributes of `<letopis-search>`. Lists are separated by commas. */
export interface LetopisSearchAttributes {
  /** Address of the archive; else where the script came from. */
  api?: string;
  /** Language of the widget; else that of the page. */
  lang?: string;
  /** A query to begin with; `""` shows what is newest. */
  q?: string;
  /** Ids of towns to search in. */
  city?: string;
  /** Ids of municipalities. */
  municipality?: string;
  /** Names of regions. */
  region?: string;
  /** Ids of programmes. */
  program?: string;
  kind?: string;
  /** `false` leaves drafts out, `true` shows them alone. */
  draft?: 'true' | 'false';
  /** YYYY, YYYY-MM or YYYY-MM-DD. */
  'date-from'?: string;
  /** YYYY, YYYY-MM or YYYY-MM-DD. */
  'date-to'?: string;
  /** Up to three of region, municipality, city, program, kind, year. */
  facets?: string;
  look?: '' | 'compact' | 'chips' | 'compact chips';
  /** Results at a time, 1 to 50; 5. */
  limit?: number | `${number}`;
  /** Where results open, as of a link. */
  target?: string;
}

/** A stretch of text; 1: it matched. */
export type Run = [text: string, matched: 0 | 1];

/** A document that was found. */
export interface Hit {
  id: string;
  url: string;
  title: string;
  kind: string | null;
  draft: boolean;
  number: string | null;
  /** YYYY, YYYY-MM or YYYY-MM-DD. */
  date: string | null;
  municipality: string | null;
  cities: { id: string; name: string }[];
  places: { id: string; name: string; level: string }[];
  snippets: { field: string; runs: Run[]; clause?: { label: string; anchor: string } }[];
}

export interface FacetValue {
  id: string;
  label: string;
  count: number;
  selected: boolean;
}

/** What `/api/v1/search` answers, as far as the widget shows it. */
export interface SearchResult {
  total: number;
  hits: Hit[];
  /** Cursor of the next page. */
  next: string | null;
  facets: Record<string, { values: FacetValue[] }>;
  query: {
    q: string;
    /** What was searched after corrections. */
    applied: string;
    corrections: { from: string; to: string; applied: boolean }[];
    warnings: { code: string; message: string }[];
  };
}

/** A line below the field while one types. */
export interface Suggestion {
  kind: string;
  text: string;
  note?: string;
  url: string;
}

export interface LetopisSearchElement extends HTMLElement {
  /** Searches with what the field holds, or shows the page of a cursor below the results that are there. */
  search(cursor?: string): Promise<void>;
}

/** Events of the element. All bubble and cross shadow roots. */
export interface LetopisSearchEvents {
  'letopis-results': CustomEvent<SearchResult>;
  'letopis-error': CustomEvent<Error>;
  /** `preventDefault()` keeps it from opening. */
  'letopis-select': CustomEvent<Hit | Suggestion>;
}

declare global {
  interface HTMLElementTagNameMap {
    'letopis-search': LetopisSearchElement;
  }
  interface HTMLElementEventMap extends LetopisSearchEvents {}
}
