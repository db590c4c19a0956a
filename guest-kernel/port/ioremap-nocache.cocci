// SPDX-License-Identifier: GPL-2.0-only
// Name: ioremap_nocache() is gone: ioremap()
// Since: 5.6
// Why: both were the same
// Look for: ioremap_nocache
// Needed: include/asm-generic/io.h lacks \bioremap_nocache\b
// Needed: arch/x86/include/asm/io.h lacks \bioremap_nocache\b

@@
expression start, size;
@@
-ioremap_nocache(start, size)
+ioremap(start, size)

@@
expression dev, start, size;
@@
-devm_ioremap_nocache(dev, start, size)
+devm_ioremap(dev, start, size)
