// As much of React's types as react.d.ts of the package names.
declare module 'react' {
  interface HTMLAttributes<T> { className?: string; onClick?: (e: { currentTarget: T }) => void }
  type DetailedHTMLProps<E extends HTMLAttributes<T>, T> = E & { ref?: (e: T | null) => void };
  namespace JSX {
    interface Element {}
    interface IntrinsicElements {}
  }
}
declare module 'react/jsx-runtime' {
  import { JSX } from 'react';
  export { JSX };
  export function jsx(type: string, props: object): JSX.Element;
  export function jsxs(type: string, props: object): JSX.Element;
}
