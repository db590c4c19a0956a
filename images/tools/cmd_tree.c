// SPDX-License-Identifier: GPL-2.0-only
/* Session commands on all files below folders of sysfs or debugfs: opened, kept, and read whatever became of them. */
#define _GNU_SOURCE
#include "session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 4096
/* More than a page: who prints beyond it is seen. */
#define READ_BYTES 8192
#define TOLD 8
#define ERRNOS 134 /* beyond EHWPOISON, the last of asm-generic/errno.h */

struct kept {
	char *path;
	int fd;
	ino_t inode;
};

static struct kept kept[FILES];
static size_t count, refused, unlocked;
static char unlocked_path[512];

/* Registers and ROMs: reading them does something to the device (Documentation/PCI/sysfs-pci.rst). */
static bool is_register(const char *name)
{
	return !strcmp(name, "rom") || (!strncmp(name, "resource", 8) && name[8]);
}

/* Of a file that nobody may write not even root gets a descriptor to write with: sysfs sees to that itself. */
static void try_write(const char *path, mode_t mode)
{
	int fd = mode & 0222 || strncmp(path, "/sys/devices/", 13) ? -1 : open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return;
	if (!unlocked++)
		snprintf(unlocked_path, sizeof(unlocked_path), "%s", path);
	close(fd);
}

static void keep(const char *path, const struct stat *status)
{
	/* Without waiting: a pipe of debugfs has nothing to say as long as nobody traces. */
	int fd = count < FILES ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;

	if (fd < 0) {
		refused++;
		return;
	}
	kept[count].path = strdup(path);
	kept[count].fd = fd;
	kept[count++].inode = status->st_ino;
}

/* Links are not followed: they lead to other devices. */
static void walk(const char *folder)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;
	struct stat status;
	char path[512];

	while (entries && (entry = readdir(entries))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >= (int)sizeof(path) ||
		    lstat(path, &status))
			continue;
		if (S_ISDIR(status.st_mode)) {
			walk(path);
		} else if (S_ISREG(status.st_mode) && !is_register(entry->d_name)) {
			try_write(path, status.st_mode);
			if (status.st_mode & 0444)
				keep(path, &status);
		}
	}
	if (entries)
		closedir(entries);
}

static void cmd_tree(struct session *session, int argc, char **argv)
{
	struct rlimit limit = { FILES + 256, FILES + 256 };
	char *folder;

	(void)session, (void)argc;
	if (setrlimit(RLIMIT_NOFILE, &limit)) {
		answer_errno("setrlimit");
		return;
	}
	/* A folder of sysfs by the link that everybody knows it by. */
	folder = realpath(argv[0], NULL);
	if (!folder) {
		answer_errno("realpath");
		return;
	}
	refused = unlocked = 0;
	walk(folder);
	free(folder);
	answer_ok("\"files\":%zu,\"refused\":%zu,\"unlocked\":\"%s\"", count, refused, unlocked ? unlocked_path : "");
}

static int read_again(int fd)
{
	static char bytes[READ_BYTES];

	if (pread(fd, bytes, sizeof(bytes), 0) >= 0)
		return 0;
	/* A file that has no offsets. */
	return errno != ESPIPE || read(fd, bytes, sizeof(bytes)) < 0 ? errno : 0;
}

/* Whether what stands there now, if anything, is another file. */
static bool is_gone(const struct kept *file)
{
	struct stat status;

	return lstat(file->path, &status) || status.st_ino != file->inode;
}

static void cmd_read(struct session *session, int argc, char **argv)
{
	static size_t errnos[ERRNOS];
	size_t answered = 0, gone = 0, alive = 0;
	const char *between = "";

	(void)session, (void)argc, (void)argv;
	memset(errnos, 0, sizeof(errnos));
	printf("{\"ok\":true,\"alive\":[");
	for (size_t i = 0; i < count; i++) {
		bool away = is_gone(&kept[i]);
		int error = read_again(kept[i].fd);

		answered += !error;
		gone += away;
		errnos[error > 0 && error < ERRNOS ? error : 0] += !!error;
		if (!away || error || alive++ >= TOLD)
			continue;
		printf("%s\"%s\"", between, kept[i].path);
		between = ",";
	}
	printf("],\"read\":%zu,\"gone\":%zu,\"errnos\":{", answered, gone);
	between = "";
	for (int i = 0; i < ERRNOS; i++) {
		if (errnos[i])
			printf("%s\"%s\":%zu", between, i ? strerrorname_np(i) : "other", errnos[i]);
		between = errnos[i] ? "," : between;
	}
	puts("}}");
	fflush(stdout);
}

static void cmd_shut(struct session *session, int argc, char **argv)
{
	(void)session, (void)argc, (void)argv;
	while (count) {
		close(kept[--count].fd);
		free(kept[count].path);
	}
	answer_ok(NULL);
}

static const struct command list[] = {
	{ "tree", "FOLDER", 1, 1, false, cmd_tree },
	{ "tree-read", "", 0, 0, false, cmd_read },
	{ "tree-shut", "", 0, 0, false, cmd_shut },
};
const struct commands tree_commands = { list, ARRAY_SIZE(list) };
