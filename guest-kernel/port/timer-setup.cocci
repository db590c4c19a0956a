// SPDX-License-Identifier: GPL-2.0-only
// Name: setup_timer() is gone: timer_setup()
// Since: 4.15
// Why: a timer's function gets the timer, and finds what it belongs to
// Look for: setup_timer
// Needed: include/linux/timer.h lacks \bsetup_timer\(

@setup@
expression owner;
identifier timer, fn;
type T;
@@
-setup_timer(&owner->timer, fn, (T)owner)
+timer_setup(&owner->timer, fn, 0)

@@
identifier setup.fn, setup.timer, data, owner;
type T;
@@
fn(
-   unsigned long data
+   struct timer_list *t
   )
{
...
T *owner =
-(T *)data
+from_timer(owner, t, timer)
;
...
}
