// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "dma.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a receive buffer holds while nobody has written to it. */
#define PATTERN 0xa5
/* Autonegotiation takes an emulated NIC 500 ms of the guest's time. */
#define LINK_DEADLINE_MS 10000

static uint8_t *page(const struct dma *dma, int number)
{
	return dma->memory + (size_t)number * PAGE_BYTES;
}

static struct descriptor *ring(const struct dma *dma, enum dma_page which)
{
	return (struct descriptor *)page(dma, which);
}

/* Bits 0 to 54 are the page's frame, bit 63 says that there is one: Documentation/admin-guide/mm/pagemap.rst. */
uint64_t physical_address(const void *virtual)
{
	uint64_t entry = 0;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || pread(fd, &entry, sizeof(entry), (uintptr_t)virtual / PAGE_BYTES * sizeof(entry)) < 0)
		die(EXIT_CANNOT, "pagemap: %s", strerror(errno));
	close(fd);
	entry = entry >> 63 ? entry & ((1ull << 55) - 1) : 0;
	if (!entry)
		die(EXIT_CANNOT, "pagemap does not tell a physical address");
	return entry * PAGE_BYTES;
}

void dma_allocate_all(struct dma *dma, unsigned int count, struct device *device)
{
	const int flags = MAP_SHARED | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE;
	const size_t each = DMA_PAGES * PAGE_BYTES;
	uint8_t *memory = mmap(NULL, count * each, PROT_READ | PROT_WRITE, flags, -1, 0);
	bool translated = device->access->dma_map;
	uint64_t first = 0;

	if (memory == MAP_FAILED)
		die(EXIT_CANNOT, "no memory for rings: %s", strerror(errno));
	if (translated && device->access->dma_map(device, memory, count * each, &first))
		die(EXIT_CANNOT, "the IOMMU takes no mapping: %s", strerror(errno));
	for (unsigned int n = 0; n < count; n++) {
		dma[n].memory = memory + n * each;
		dma[n].translated = translated;
		for (int i = 0; i < DMA_PAGES; i++)
			dma[n].address[i] = translated ? first + n * each + (uint64_t)i * PAGE_BYTES :
							 physical_address(page(&dma[n], i));
	}
}

void dma_allocate(struct dma *dma, struct device *device)
{
	dma_allocate_all(dma, 1, device);
}

bool dma_in_place(const struct dma *dma)
{
	for (int i = 0; i < DMA_PAGES; i++)
		if (!dma->translated && dma->address[i] != physical_address(page(dma, i)))
			return false;
	return true;
}

void dma_fill(struct dma *dma)
{
	memset(page(dma, RX_BUFFER), PATTERN, RX_BUFFERS * PAGE_BYTES);
	for (int i = 0; i < RX_BUFFERS; i++)
		ring(dma, RX_RING)[i] = (struct descriptor){ dma->address[RX_BUFFER + i], 0 };
}

size_t dma_written(const struct dma *dma)
{
	const uint8_t *buffers = page(dma, RX_BUFFER);
	size_t written = 0;

	for (size_t i = 0; i < RX_BUFFERS * PAGE_BYTES; i++)
		written += buffers[i] != PATTERN;
	for (int i = 0; i < RX_BUFFERS; i++) {
		struct descriptor now = ring(dma, RX_RING)[i];

		if (now.low != dma->address[RX_BUFFER + i] || now.high)
			written += sizeof(now);
	}
	return written;
}

static void set_ring(registers_t registers, uint32_t block, uint64_t address)
{
	reg_write(registers, block + RING_BASE_LOW, address);
	reg_write(registers, block + RING_BASE_HIGH, address >> 32);
	reg_write(registers, block + RING_LENGTH, DESCRIPTORS * sizeof(struct descriptor));
	reg_write(registers, block + RING_HEAD, 0);
	reg_write(registers, block + RING_TAIL, 0);
}

void dma_add_ring(struct dma *dma, uint32_t rx_ring, registers_t registers)
{
	dma->rx_ring = rx_ring;
	dma->rx_next = 0;
	dma_fill(dma);
	set_ring(registers, rx_ring, dma->address[RX_RING]);
}

void dma_offer(const struct dma *dma, registers_t registers)
{
	/* All but one: a tail that equals the head means an empty ring. */
	reg_write(registers, dma->rx_ring + RING_TAIL, DESCRIPTORS - 1);
}

static bool wait_for_link(registers_t registers)
{
	int64_t deadline = now_ms() + LINK_DEADLINE_MS;

	while (!(reg_read(registers, STATUS) & STATUS_LU)) {
		if (now_ms() > deadline)
			return false;
		usleep(1000);
	}
	return true;
}

const char *dma_start(struct dma *dma, const struct nic *nic, registers_t registers)
{
	if (nic->reset(registers))
		return "reset";
	nic->dma->start_link(registers);
	if (!wait_for_link(registers))
		return "link";
	dma->tx_next = 0;
	dma_add_ring(dma, nic->dma->rx_ring, registers);
	memset(page(dma, TX_RING), 0, PAGE_BYTES);
	set_ring(registers, nic->dma->tx_ring, dma->address[TX_RING]);
	nic->dma->enable(registers);
	dma_offer(dma, registers);
	return NULL;
}

uint8_t *dma_tx_buffer(const struct dma *dma)
{
	return page(dma, TX_BUFFER + dma->tx_next);
}

uint64_t dma_tx_address(const struct dma *dma)
{
	return dma->address[TX_BUFFER + dma->tx_next];
}

const struct descriptor *dma_queue(struct dma *dma, const struct nic *nic, uint64_t address, uint16_t length)
{
	struct descriptor *descriptor = &ring(dma, TX_RING)[dma->tx_next];

	*descriptor = nic->dma->tx(address, length);
	dma->tx_next = (dma->tx_next + 1) % DESCRIPTORS;
	return descriptor;
}

void dma_kick(const struct dma *dma, const struct nic *nic, registers_t registers)
{
	reg_write(registers, nic->dma->tx_ring + RING_TAIL, dma->tx_next);
}

void dma_aim(struct dma *dma, uint64_t address)
{
	ring(dma, RX_RING)[dma->rx_next] = (struct descriptor){ address, 0 };
}

const struct descriptor *dma_send(struct dma *dma, const struct nic *nic, registers_t registers,
				  const uint8_t *frame, uint16_t length)
{
	const struct descriptor *descriptor;

	memcpy(dma_tx_buffer(dma), frame, length);
	descriptor = dma_queue(dma, nic, dma_tx_address(dma), length);
	dma_kick(dma, nic, registers);
	return descriptor;
}

int dma_receive(struct dma *dma, const struct nic *nic, registers_t registers, uint8_t *frame)
{
	unsigned int index = dma->rx_next;
	struct descriptor *descriptor = &ring(dma, RX_RING)[index];
	int length = nic->dma->rx_done(descriptor);

	if (length < 0)
		return -1;
	if (length > BUFFER_BYTES)
		length = BUFFER_BYTES;
	memcpy(frame, page(dma, RX_BUFFER + index), length);
	memset(page(dma, RX_BUFFER + index), PATTERN, PAGE_BYTES);
	*descriptor = (struct descriptor){ dma->address[RX_BUFFER + index], 0 };
	reg_write(registers, dma->rx_ring + RING_TAIL, index);
	dma->rx_next = (index + 1) % DESCRIPTORS;
	return length;
}
