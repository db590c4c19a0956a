/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands: each gets the words after its name and returns an exit code. */
#ifndef LABTOOL_H
#define LABTOOL_H

#include "lab.h"

int tool_uio(int argc, char **argv);
int tool_vfio(int argc, char **argv);
int tool_orphan(int argc, char **argv);
int tool_pci(int argc, char **argv);
int tool_victim(int argc, char **argv);
int tool_msix(int argc, char **argv);
int tool_frame(int argc, char **argv);
int tool_traces(int argc, char **argv);
int tool_failnth(int argc, char **argv);
int tool_race(int argc, char **argv);
int tool_hang(int argc, char **argv);
int tool_hold(int argc, char **argv);
int tool_claim(int argc, char **argv);
int tool_squat(int argc, char **argv);
int tool_calls(int argc, char **argv);
int tool_disk(int argc, char **argv);
int tool_clock(int argc, char **argv);

#endif
