// SPDX-License-Identifier: GPL-2.0-only
// Name: struct uio_info has no ioctl operation
// Since: every version of Linux
// Brings: guest-kernel/series/0001-uio-let-drivers-implement-ioctl-commands.patch
// Unless: include/linux/uio_driver.h has \(\*ioctl\)
// Why: our own patch adds one, which gets a kernel copy of the argument: the core copies it as the command's number says, before it takes its lock
// Look for: ioctl
// Needed: include/linux/uio_driver.h lacks \(\*ioctl\)\(struct uio_info[^)]*unsigned long

@body@
identifier fn, info, cmd, arg;
@@
-int
+long
fn(struct uio_info *info, unsigned int cmd,
-   unsigned long arg
+   void *arg
   )
{ ... }

@@
identifier body.fn, body.arg;
expression to, size;
type T;
statement S;
@@
fn(...)
{
<...
-if (copy_from_user(to, (T)arg, size)) S
+if (!arg) S
+memcpy(to, arg, size);
...>
}

@@
identifier body.fn, body.arg;
expression from, size;
type T;
statement S;
@@
fn(...)
{
<...
-if (copy_to_user((T)arg, from, size)) S
+if (!arg) S
+memcpy(arg, from, size);
...>
}
