// Types of <letopis-search> in JSX: import 'letopis-search/react'. React 19 hands attributes on as they are.
import type { HTMLAttributes, DetailedHTMLProps } from 'react';
import type { LetopisSearchAttributes, LetopisSearchElement } from './index.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'letopis-search': DetailedHTMLProps<HTMLAttributes<LetopisSearchElement>, LetopisSearchElement> & LetopisSearchAttributes;
    }
  }
}
