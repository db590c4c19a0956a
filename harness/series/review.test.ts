// SPDX-License-Identifier: GPL-2.0-only
// Reviews as mailers write them: what is quoted, how, and what the reviewer put between.
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { patchText, readReview } from "./review.ts";

const patch = `Count the widgets.

Signed-off-by: A Developer <dev@example.org>
---
 lib/widget.c | 5 ++++-
 lib/widget.h | 1 +
 2 files changed, 5 insertions(+), 1 deletion(-)

diff --git a/lib/widget.c b/lib/widget.c
index 1111111..2222222 100644
--- a/lib/widget.c
+++ b/lib/widget.c
@@ -10,5 +10,8 @@ int widget(void)
 {
-\treturn 0;
+\tint n = 0;
+
+\tn++;
+\treturn n;
 }
 
 int last;
diff --git a/lib/widget.h b/lib/widget.h
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/lib/widget.h
@@ -0,0 +1 @@
+int widget(void);
`;

/** The patch as a reviewer's mailer quotes it, with remarks after some of its lines. */
function quote(remarks: Readonly<Record<string, string>> = {}, mark = "> "): string {
  const lines = patch.trimEnd().split("\n");
  const quoted = lines.map((line) => `${mark}${line}`.trimEnd() + (line in remarks ? `\n\n${remarks[line]}\n` : ""));
  return `On Monday, A Developer wrote:\n${quoted.join("\n")}\n`;
}

test("a patch comes out of a review as it was, remarks name file and line", (t) => {
  const mail = quote({ "+\tint n = 0;": "Why int?\n\nIt is never negative.", " int last;": "Ugly." });
  const { files, remarks, message } = readReview(mail);
  t.is(patchText({ message, files }), patch);
  t.deepEqual(remarks, [
    { position: { file: "lib/widget.c", line: 11 }, text: "Why int?\n\nIt is never negative." },
    { position: { file: "lib/widget.c", line: 17 }, text: "Ugly." },
  ]);
  t.deepEqual(
    files.map(({ path, insertions, deletions }) => [path, insertions, deletions]),
    [
      ["lib/widget.c", 4, 1],
      ["lib/widget.h", 1, 0],
    ],
  );
});

test("a remark on a removed line has the line that is there before it", (t) => {
  t.deepEqual(readReview(quote({ "-\treturn 0;": "Good." })).remarks[0]?.position, { file: "lib/widget.c", line: 10 });
});

test("a remark on the commit message has no line", (t) => {
  t.deepEqual(readReview(quote({ "Count the widgets.": "All of them?" })).remarks, [
    { position: undefined, text: "All of them?" },
  ]);
});

test("an answer to an answer: quoted twice, what the first answer said is no part of the patch", (t) => {
  const mail = quote({ " int last;": "> Is this needed?\n\nYes." }, "> > ");
  const { remarks, ...whole } = readReview(mail);
  t.is(patchText(whole), patch);
  t.is(remarks.length, 1);
});

test("format=flowed stuffs lines that begin with a space: it is taken out again", (t) => {
  const stuffed = quote()
    .split("\n")
    .map((line) => (line.startsWith(">  ") ? line.replace(">  ", ">   ") : line));
  t.is(patchText(readReview(stuffed.join("\n"))), patch);
});

test("a mail with the patch itself is read, too, and its line ends do not matter", (t) => {
  t.is(patchText(readReview(patch)), patch);
  t.is(patchText(readReview(quote().replaceAll("\n", "\r\n"))), patch);
});

test("what a list archive puts below is no remark, nor is a signature", (t) => {
  const below = "\n\n\nMore info about the dev mailing list\n";
  t.deepEqual(readReview(quote() + below).remarks, []);
  t.deepEqual(readReview(`${quote()}\n-- \nA Reviewer\n`).remarks, []);
});

for (const [what, spoil, says] of [
  ["a hunk that the reviewer cut", (mail: string) => mail.replace(/> \+\tn\+\+;\n[^]*last;\n/, ""), /cut short/],
  ["a line that was wrapped", (mail: string) => mail.replace("+\tint n = 0;", "+\tint n =\n> 0;"), /was wrapped: 0;/],
  ["a file that is not quoted", (mail: string) => mail.replace(/> diff --git a\/lib\/widget.h[^]*/, ""), /incomplete/],
  ["a mail that ends within a hunk", (mail: string) => mail.replace(/> \+\tn\+\+;\n[^]*/, ""), /cut short/],
  ["a mail without a patch", () => "I like it.\n", /no patch/],
] as const)
  test(`${what} is an error: half a patch is not tested`, (t) => {
    t.throws(() => readReview(spoil(quote())), { instanceOf: UsageError, message: says });
  });
