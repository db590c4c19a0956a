// SPDX-License-Identifier: GPL-2.0-only
// `msixlab` and `msixlab/spec` are this lab's own, wherever the file that imports them lies: a configuration needs no
// node_modules beside it, and there are never two copies of a registry. start.mjs registers it.
const own = new Map([
  ["msixlab", new URL("config/index.ts", import.meta.url).href],
  ["msixlab/spec", new URL("spec/api.ts", import.meta.url).href],
]);

/** https://nodejs.org/docs/latest-v20.x/api/module.html#resolvespecifier-context-nextresolve */
export function resolve(specifier, context, nextResolve) {
  return nextResolve(own.get(specifier) ?? specifier, context);
}
