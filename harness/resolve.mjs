// SPDX-License-Identifier: GPL-2.0-only
// `msixlab` and `msixlab/spec` are this lab's own, wherever the file that imports them lies: a configuration needs no
// node_modules beside it, and there are never two copies of a registry. start.mjs registers it.
const own = new Map([
  ["msixlab", new URL("config/index.ts", import.meta.url).href],
  ["msixlab/spec", new URL("spec/api.ts", import.meta.url).href],
]);

/**
 * TypeScript is written in ECMAScript modules, whatever a package.json above it says of JavaScript; .cts is for the rest.
 * tsx marks a file that it takes for CommonJS in the query.
 */
function asModule({ format, url }) {
  const file = /^(?!.*\/node_modules\/)file:.*\.ts(?=$|\?|%3F)/.exec(url)?.[0];
  return format === "commonjs" && file !== undefined ? { format: "module", url: file } : {};
}

/** https://nodejs.org/docs/latest-v20.x/api/module.html#resolvespecifier-context-nextresolve */
export async function resolve(specifier, context, nextResolve) {
  const found = await nextResolve(own.get(specifier) ?? specifier, context);
  return { ...found, ...asModule(found) };
}
