declare const __PAGE_VERSION__: string;

/**
 * The version that this page was built as. Not learnt from the first board: a page that came out of the browser's cache while
 * the server was being upgraded would take the new server's version for its own, and stay old for ever.
 */
export const PAGE_VERSION = __PAGE_VERSION__;
