// SPDX-License-Identifier: GPL-2.0-only
// Name: a fault handler finds the area in its struct vm_fault
// Since: 4.11
// Why: and gives a vm_fault_t since 4.17
// Look for: vm_operations_struct
// Needed: include/linux/mm.h has \(\*fault\)\(struct vm_fault \*

@operations@
identifier ops, fn;
@@
struct vm_operations_struct ops = { .fault = fn, };

@asked@
identifier operations.fn, vma, vmf;
@@
int fn(struct vm_area_struct *vma, struct vm_fault *vmf)
{ <+... vma ...+> }

@depends on asked@
identifier operations.fn, vma, vmf;
typedef vm_fault_t;
@@
-int
+vm_fault_t
fn(
-   struct vm_area_struct *vma,
   struct vm_fault *vmf)
{
+struct vm_area_struct *vma = vmf->vma;
...
}

@@
identifier operations.fn, vma, vmf;
typedef vm_fault_t;
@@
-int
+vm_fault_t
fn(
-   struct vm_area_struct *vma,
   struct vm_fault *vmf)
{ ... }

@@
identifier operations.fn, vmf;
typedef vm_fault_t;
@@
-int
+vm_fault_t
fn(struct vm_fault *vmf)
{ ... }
