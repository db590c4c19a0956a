// SPDX-License-Identifier: GPL-2.0-only
// What mailers and signing tools do to the lines of a text, undone.
import { errorMessage } from "../host/errors.ts";
import { DiffReader } from "./hunks.ts";

const signed =
  /^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: .*\n)*\n([\s\S]*?)\n-----BEGIN PGP SIGNATURE-----(?:[\s\S]*?\n-----END PGP SIGNATURE-----\n?)?/gm;

/** Takes a clear signature off: it puts `- ` before each line that begins with a dash (RFC 4880, 7.1). */
export function withoutSignature(text: string): string {
  return text.replaceAll(signed, (_, inside: string) => `${inside.replaceAll(/^- /gm, "")}\n`);
}

/**
 * Takes the space off again that format=flowed puts before a line that begins with one (RFC 3676, 4.4). Lines are not
 * joined: what a mailer broke in a patch cannot be told from what was long. Some mailers only say flowed: then the text is
 * left as it is. `fault`: neither way are all lines of the patch there.
 */
export function unflowed(text: string): { readonly text: string; readonly fault?: string } {
  const unstuffed = text.replaceAll(/^ /gm, "");
  const fault = diffFault(unstuffed);
  if (fault === undefined) return { text: unstuffed };
  if (diffFault(text) === undefined) return { text };
  return { text, fault: `it is format=flowed, and its mailer broke lines of the patch: ${fault}` };
}

/** What is wrong with the hunks of a text: lines that are missing, or that no diff has. */
function diffFault(text: string): string | undefined {
  const reader = new DiffReader();
  try {
    for (const line of text.split("\n")) reader.take(line);
    reader.end();
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}

/** `From 1234… Mon Sep 17 00:00:00 2001` and a header: a mail of git format-patch that was put into a text. */
const formatPatch = /^From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001\n(?=(?:From|Date|Subject): )/m;

/** From the mail of git format-patch on that a text holds above its diff; the text itself if there is none. */
export function mailWithin(text: string): string {
  const [above = ""] = text.split(/^diff --git /m);
  const found = formatPatch.exec(above);
  return found === null ? text : text.slice(found.index + found[0].length);
}
