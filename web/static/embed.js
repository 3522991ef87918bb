// Tells the page around how high this one is. A height is no secret, so any
// parent may hear it; the parent checks where it comes from.
const tell = () => parent.postMessage({letopis: 'height', height: Math.ceil(document.documentElement.getBoundingClientRect().height)}, '*');
if (parent !== window) new ResizeObserver(tell).observe(document.documentElement);
