// SPDX-License-Identifier: GPL-2.0-only
// Name: strlcpy() is gone: strscpy()
// Since: 6.8
// Why: both copy the same; their results differ, so a call whose result is looked at is left alone
// Look for: strlcpy
// Needed: include/linux/string.h lacks \bstrlcpy\(
// Needed: include/linux/fortify-string.h lacks \bstrlcpy\(

@@
expression to, from, size;
@@
-strlcpy(to, from, size);
+strscpy(to, from, size);
