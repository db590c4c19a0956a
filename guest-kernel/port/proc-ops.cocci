// SPDX-License-Identifier: GPL-2.0-only
// Name: files in /proc have operations of their own
// Since: 5.6
// Why: struct proc_ops, with members that are called after it
// Look for: proc_create
// Needed: include/linux/proc_fs.h has \bstruct proc_ops \{

@used@
identifier ops;
expression name, mode, parent, data;
@@
(
proc_create(name, mode, parent, &ops)
|
proc_create_data(name, mode, parent, &ops, data)
)

@changed@
identifier used.ops;
@@
-struct file_operations
+struct proc_ops
ops = { ... };

@depends on changed@
identifier used.ops;
expression module;
@@
struct proc_ops ops = {
-.owner = module,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.open = fn,
+.proc_open = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.read = fn,
+.proc_read = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.read_iter = fn,
+.proc_read_iter = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.write = fn,
+.proc_write = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.llseek = fn,
+.proc_lseek = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.release = fn,
+.proc_release = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.poll = fn,
+.proc_poll = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.unlocked_ioctl = fn,
+.proc_ioctl = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.compat_ioctl = fn,
+.proc_compat_ioctl = fn,
};

@depends on changed@
identifier used.ops;
expression fn;
@@
struct proc_ops ops = {
-.mmap = fn,
+.proc_mmap = fn,
};
