// SPDX-License-Identifier: GPL-2.0-only
// Name: class_create() takes no owner
// Since: 6.4
// Why: nor has struct class one
// Look for: class_create, struct class
// Needed: include/linux/device/class.h has \bclass_create\(const char \*name\)

@@
expression module, name;
@@
-class_create(module, name)
+class_create(name)

@@
identifier name;
expression module;
@@
struct class name = {
-.owner = module,
};
