// SPDX-License-Identifier: GPL-2.0-only
// Name: access_ok() takes no type
// Since: 5.0
// Why: nothing looked at it
// Look for: access_ok
// Needed: include/linux/uaccess.h lacks \bVERIFY_READ\b
// Needed: include/asm-generic/uaccess.h lacks \bVERIFY_READ\b

@@
expression type, start, size;
@@
-access_ok(type, start, size)
+access_ok(start, size)
