// SPDX-License-Identifier: GPL-2.0-only
// For the unit tests of this folder: mails, and a thread of them.

/** A tree to apply to. */
export const tree = { "lib/widget.c": "int widget(void)\n{\n\treturn 0;\n}\n", "lib/gadget.c": "int gadget;\n" };

/** A patch to one of the files above, called after what it puts there. */
export const widget = (value: string): string => `---
 lib/widget.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/lib/widget.c b/lib/widget.c
index 1111111..2222222 100644
--- a/lib/widget.c
+++ b/lib/widget.c
@@ -1,4 +1,4 @@
 int widget(void)
 {
-\treturn 0;
+\treturn ${value};
 }
-- 
2.39.5

`;
/** The same for the other. */
export const gadget = (name: string): string => `---
diff --git a/lib/gadget.c b/lib/gadget.c
--- a/lib/gadget.c
+++ b/lib/gadget.c
@@ -1 +1 @@
-int gadget;
+int ${name};
-- 
2.39.5

`;

let id = 0;
/** A mail of a mailbox; its text may be anything. */
export const mail = (subject: string, text: string): string =>
  `From mboxrd@z Thu Jan  1 00:00:00 1970
From: A Developer <dev@example.org>
Date: Mon, 2 Nov 2026 10:00:${String(id++ % 60).padStart(2, "0")} +0000
Subject: ${subject}
Message-Id: <${id}@example.org>

${text}
`;

/** A series in three versions, with answers. */
export const thread = [
  mail("[PATCH 0/2] widgets and gadgets", "They are broken.\n"),
  mail("[PATCH 1/2] lib: count widgets", widget("1")),
  mail("[PATCH 2/2] lib: name gadgets", gadget("one")),
  mail("Re: [PATCH 1/2] lib: count widgets", "> +\treturn 1;\n\nOne?\n"),
  mail("[PATCH v3 0/2] widgets and gadgets, counted", "v3: two of them are three\n"),
  // The newer version is not the later mail: a mailbox has its own order.
  mail("[PATCH net-next v3 2/2] lib: name gadgets", gadget("three")),
  mail(
    "[PATCHv3 1/2] lib: count\n all widgets",
    `It says how many.\n\nFrom here on it counts.\n\nSigned-off-by: me\n${widget("3")}`,
  ),
  mail("[PATCH v2 0/2] widgets and gadgets", "v2\n"),
  mail("[PATCH v2 1/2] lib: count widgets", widget("2")),
  mail("[PATCH v2 2/2] lib: name gadgets", gadget("two")),
  mail("Re: [PATCH v3 2/2] lib: name gadgets", `What about this instead?\n${gadget("mine")}`),
];
