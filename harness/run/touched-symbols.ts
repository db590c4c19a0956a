// SPDX-License-Identifier: GPL-2.0-only
// What a patch touches and no device needs is switched on, where that is possible: code that is not compiled is tested by
// nobody.
import { readFile } from "node:fs/promises";
import type { Context } from "../host/context.ts";
import { isBlamed } from "../host/errors.ts";
import { askedSymbols, builtKernel, inConfigured } from "../kernel/index.ts";
import { parseValues, type Values } from "../kernel/kconfig/evaluate.ts";
import { parseKconfig, type Definitions } from "../kernel/kconfig/parse.ts";
import { switchOn, type Wanted } from "../kernel/kconfig/switch-on.ts";
import type { FileChoice } from "./choose.ts";
import { kernelRequest, type KernelName } from "./kernels.ts";
import type { RunOptions } from "./options.ts";

/** A header that more than this has in it is compiled somewhere. */
const mostParts = 12;

const isOn = ({ parts }: FileChoice, values: Values): boolean =>
  parts.some(({ symbols }) => symbols.every((symbol) => ["y", "m"].includes(values.get(symbol) ?? "n")));

/** The run with kernels that have what its patch touches; what cannot be had is said of the file. */
export async function withSymbols(options: RunOptions, context: Context): Promise<RunOptions> {
  const { choice } = options;
  if (choice === undefined) return options;
  const [first] = options.targets ?? [];
  const name: KernelName = { side: "patched", flavour: "plain", ...(first && { kernel: first.name }) };
  const asked = await askedSymbols(kernelRequest(name, options), context);
  const open = choice.files.filter(({ parts }) => parts.length > 0 && parts.length <= mostParts);
  if (open.every((file) => isOn(file, asked))) return options;
  // What others select is seen in a kernel that was built before.
  const built = await builtKernel(kernelRequest({ ...name, side: "base" }, options), context);
  const has = built === undefined ? new Map<string, string>() : parseValues(await readFile(built.config, "utf8"));
  if (open.every((file) => isOn(file, has))) return options;
  try {
    return await switchedOn(options, open, name, context);
  } catch (error) {
    // A patch that does not apply, a fragment that is wrong: the run says so where it comes to it.
    if (isBlamed(error)) return options;
    throw error;
  }
}

async function switchedOn(
  options: RunOptions,
  open: readonly FileChoice[],
  name: KernelName,
  context: Context,
): Promise<RunOptions> {
  const { values, definitions } = await inConfigured(
    kernelRequest(name, options),
    context,
    async ({ tree, config }) => ({
      values: parseValues(await readFile(config, "utf8")),
      definitions: withoutCompileTest(parseKconfig(tree), options),
    }),
  );
  const off = new Map<string, string>();
  let symbols: Readonly<Record<string, "y" | "m">> = {};
  for (const file of open.filter((one) => !isOn(one, values))) {
    const { ask, reason } = easiest(file, new Map([...values, ...Object.entries(symbols)]), definitions);
    const more = { ...symbols, ...Object.fromEntries(ask ?? []) };
    const refused = reason ?? (await refusal({ ...options, symbols: more }, name, context));
    if (refused === undefined) symbols = more;
    else off.set(file.file, refused);
  }
  return { ...options, symbols, ...(options.choice && { choice: withReasons(options.choice, off) }) };
}

/** Drivers of hardware that no such machine has are for building alone. */
function withoutCompileTest(definitions: Definitions, { choice }: RunOptions): Definitions {
  if (choice?.untested !== undefined) return definitions;
  return new Map([...definitions].filter(([symbol]) => symbol !== "COMPILE_TEST"));
}

/** Of what a file may be part of the first that can be had. */
function easiest({ parts }: FileChoice, values: Values, definitions: Definitions): Wanted {
  const ways = parts.map((part) => switchOn(part.symbols.toReversed(), values, definitions));
  return ways.find(({ ask }) => ask !== undefined) ?? ways[0] ?? { reason: "no Makefile compiles it" };
}

/** Why kconfig does not do it, if it does not: the kernel is configured with it, and the configuration proved. */
async function refusal(options: RunOptions, name: KernelName, context: Context): Promise<string | undefined> {
  try {
    await inConfigured(kernelRequest(name, options), context, async () => undefined);
    return undefined;
  } catch (error) {
    if (!isBlamed(error)) throw error;
    return (error.output ?? error.message).split("\n")[0] ?? "";
  }
}

function withReasons(choice: NonNullable<RunOptions["choice"]>, off: ReadonlyMap<string, string>) {
  const files = choice.files.map((file) => {
    const reason = off.get(file.file);
    return reason === undefined ? file : { ...file, off: reason };
  });
  return { ...choice, files };
}
