// The program of the page that other pages frame. The page around has begun to load it before this page was there, and hands it
// over: that saves a connection, and the time until this page could ask for it. What runs here is the portal's all the same:
// bytes that aren't exactly those that this page was built with are thrown away, and the program is loaded from here.

// How long what was promised may take, before it is loaded from here after all.
const patience = 30_000;

const content = (name) => document.querySelector(`meta[name=${name}]`).content;
const address = content('program');

const load = () => fetch(address);
const digest = async (bytes) => btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
const isOurs = (bytes) => digest(bytes).then((digest) => digest === content('program-digest'), () => false);

/** Takes what the page around has loaded, or that it couldn't. */
export let take = () => {};

// A page around whose script is older promises nothing. Digests are for secure contexts only.
const isPromised = new URLSearchParams(location.search).has('program') && globalThis.crypto?.subtle;

/** The program's bytes, or the answer that brings them. */
export const program = isPromised
  ? new Promise((resolve) => {
    take = resolve;
    setTimeout(resolve, patience);
  }).then(async (bytes) => await isOurs(bytes) ? bytes : load())
  : load();
// Whoever runs it deals with the failure.
program.catch(() => {});
