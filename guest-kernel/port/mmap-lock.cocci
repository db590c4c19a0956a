// SPDX-License-Identifier: GPL-2.0-only
// Name: mmap_sem is mmap_lock, and taken by functions
// Since: 5.8
// Why: a rename
// Look for: mmap_sem
// Needed: include/linux/mm_types.h lacks \bmmap_sem;
// Needed: include/linux/mmap_lock.h has \bmmap_read_lock\(

@@
expression mm;
@@
(
-down_read(&mm->mmap_sem)
+mmap_read_lock(mm)
|
-up_read(&mm->mmap_sem)
+mmap_read_unlock(mm)
|
-down_write(&mm->mmap_sem)
+mmap_write_lock(mm)
|
-up_write(&mm->mmap_sem)
+mmap_write_unlock(mm)
)
