// SPDX-License-Identifier: GPL-2.0-only
// AVA for the tests that need kernels which are long in the making and slow: `npm test -- --only long`.
import boot from "./boot.ava.mjs";

export default { ...boot, files: ["harness/testing/*.long.ts"], timeout: "80m" };
