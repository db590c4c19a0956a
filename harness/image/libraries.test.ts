// SPDX-License-Identifier: GPL-2.0-only
import { readFile } from "node:fs/promises";
import test from "ava";
import { isStatic, readInterpreter } from "../host/elf.ts";
import { librariesIn, readLibraries } from "./libraries.ts";

test("a dynamic program names its loader, a script none", async (t) => {
  // The node that runs this is a dynamic program.
  t.regex(readInterpreter(await readFile(process.execPath)) ?? "", /^\/.*ld-.*\.so/);
  t.is(readInterpreter(Buffer.from("#!/bin/sh\n".padEnd(100))), undefined);
  t.is(readInterpreter(Buffer.alloc(0)), undefined);
  for (const file of [process.execPath, import.meta.filename]) t.false(isStatic(await readFile(file)));
});

test("libraries are what the loader found, without the one that the kernel brings", (t) => {
  const listing = `
	linux-vdso.so.1 (0x00007f5cb059c000)
	libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f5cb0440000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f5cb0222000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f5cb059e000)`;
  t.deepEqual(librariesIn(listing), ["/lib/x86_64-linux-gnu/libz.so.1", "/lib/x86_64-linux-gnu/libc.so.6"]);
});

test("the loader comes with the libraries", async (t) => {
  const libraries = await readLibraries(process.execPath, await readFile(process.execPath));
  t.true(libraries.some((library) => library.endsWith("/libc.so.6")));
  t.is(libraries[0], readInterpreter(await readFile(process.execPath)));
});
