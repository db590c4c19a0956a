/* SPDX-License-Identifier: GPL-2.0-only */
/* One call of the driver's, made to fail at each point at which it can. */
#ifndef FAILNTH_H
#define FAILNTH_H

#include "device.h"
#include "pci.h"

/* What the calls work on, and what they leave to the next step. */
struct target {
	const char *address;
	/* As /sys/bus/pci/drivers has it. */
	const char *driver;
	struct function function;
	struct device device;
	int eventfd, other;
};

struct call {
	const char *name;
	/* After how many failures it is seen whether the call still works: each, unless it is a slow one. */
	int every;
	/* Before all points: brings the target to where the call can be made. False: it cannot be brought there. */
	bool (*prepare)(struct target *target);
	/* 0 or an errno. Nothing but the system call that is swept: a failure would hit the rest as well. */
	int (*make)(struct target *target);
	/* After a call that failed: all is as if it had not been made. */
	bool (*intact)(struct target *target);
	/* After a call that worked: it did what it should. */
	bool (*done)(struct target *target);
	/* After that: back to where the call can be made. */
	void (*undo)(struct target *target);
	/* After all points. */
	void (*finish)(struct target *target);
};

extern const struct call calls[];
extern const size_t call_count;

/* Binding and unbinding: of uio_msi, and of any other driver. */
bool prepare_probe(struct target *target);
bool prepare_remove(struct target *target);
int bind_device(struct target *target);
int unbind_device(struct target *target);
void undo_bind(struct target *target);
void undo_unbind(struct target *target);
bool exists(const struct target *target, const char *name);
bool msix_enabled(const struct target *target);
/* Bringing a network interface up. */
bool prepare_up(struct target *target);
int bring_up(struct target *target);
bool is_up(struct target *target);
bool is_down(struct target *target);
void take_down(struct target *target);
/* Of the last interface that was prepared to be brought up. */
const char *interface_name(void);

/* Settings of an interface that is up. */
bool prepare_rings(struct target *target);
int exchange_rings(struct target *target);
bool rings_are_old(struct target *target);
bool rings_are_new(struct target *target);
void restore_rings(struct target *target);
bool prepare_channels(struct target *target);
int exchange_channels(struct target *target);
bool channels_are_old(struct target *target);
bool channels_are_new(struct target *target);
void restore_channels(struct target *target);
bool prepare_mtu(struct target *target);
int change_mtu(struct target *target);
bool mtu_is_old(struct target *target);
bool mtu_is_new(struct target *target);
void restore_mtu(struct target *target);

#endif
