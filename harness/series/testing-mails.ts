// SPDX-License-Identifier: GPL-2.0-only
// For the unit tests of this folder: how mailers encode and box a patch.

/** A tree to apply to. */
export const tree = {
  "lib/widget.c": "int widget(void)\n{\n\tint n;\n\n\treturn 0;\n}\n",
  "lib/gadget.c": "int gadget;\n",
};

/** A diff of a file of it; the context has a tab and an empty line. */
export const diff = (value = "1"): string => `diff --git a/lib/widget.c b/lib/widget.c
index 1111111..2222222 100644
--- a/lib/widget.c
+++ b/lib/widget.c
@@ -1,6 +1,6 @@
 int widget(void)
 {
 \tint n;
 
-\treturn 0;
+\treturn ${value};
 }
`;

/** What a mail says of its text. */
export const mime = (charset: string, encoding: string, more = ""): string =>
  `MIME-Version: 1.0\nContent-Type: text/plain; charset=${charset}${more}\nContent-Transfer-Encoding: ${encoding}\n`;

/** base64 in lines as mailers write them. */
export const base64 = (bytes: string | Buffer): string =>
  `${Buffer.from(bytes)
    .toString("base64")
    .replaceAll(/.{1,76}/g, "$&\n")}`;

/** Quoted-printable (RFC 2045, 6.7), with soft line breaks. */
export const printable = (bytes: Buffer): string =>
  bytes
    .toString("latin1")
    .replaceAll(
      /[^\n\x20-\x3c\x3e-\x7e]| $/gm,
      (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .replaceAll(/^(?:=[0-9A-F]{2}|[^\n=]){70}(?=.)/gm, "$&=\n");

let boxes = 0;
/** A multipart body with its header; `header` of a part is its content type and what follows. */
export const boxed = (subtype: string, ...parts: readonly string[]): string => {
  const boundary = `=_box_${++boxes}`;
  const inside = parts.map((one) => `--${boundary}\n${one}\n`).join("");
  return `MIME-Version: 1.0\nContent-Type: multipart/${subtype}; boundary="${boundary}"\n\n${inside}--${boundary}--\n`;
};

/** A part of it. */
export const part = (type: string, text: string): string => `Content-Type: ${type}\n\n${text}`;
