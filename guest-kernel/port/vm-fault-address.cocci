// SPDX-License-Identifier: GPL-2.0-only
// Name: a fault's address is a number
// Since: 4.10
// Why: it was called virtual_address and was a pointer
// Look for: virtual_address
// Needed: include/linux/mm.h lacks \*virtual_address;

@@
struct vm_fault *vmf;
attribute name __user;
@@
(
-(unsigned long)vmf->virtual_address
+vmf->address
|
-vmf->virtual_address
+(void __user *)vmf->address
)
