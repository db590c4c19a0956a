/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands: each gets the words after its name and returns an exit code. */
#ifndef LABTOOL_H
#define LABTOOL_H

#include "lab.h"

int tool_uio(int count, char **words);
int tool_vfio(int count, char **words);
int tool_orphan(int count, char **words);
int tool_pci(int count, char **words);
int tool_victim(int count, char **words);
int tool_msix(int count, char **words);
int tool_frame(int count, char **words);
int tool_traces(int count, char **words);
int tool_failnth(int count, char **words);
int tool_race(int count, char **words);
int tool_hang(int count, char **words);
int tool_hold(int count, char **words);
int tool_claim(int count, char **words);
int tool_squat(int count, char **words);

#endif
