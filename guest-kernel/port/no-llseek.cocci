// SPDX-License-Identifier: GPL-2.0-only
// Name: no_llseek() is gone
// Since: 6.12
// Why: a file without the operation cannot be sought
// Look for: no_llseek
// Needed: include/linux/fs.h lacks \bno_llseek\b

@@
identifier ops;
@@
struct file_operations ops = {
-.llseek = no_llseek,
};
