/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that a NIC can reach: rings and buffers, each in a page whose physical address is known. */
#ifndef DMA_H
#define DMA_H

#include "device.h"

/* The length of a ring is a multiple of 128 bytes, 8 descriptors; more are not needed to see a frame come or not. */
#define DESCRIPTORS 8
#define RX_BUFFERS DESCRIPTORS
#define PAGE_BYTES 4096
/* RCTL.BSIZE 0. */
#define BUFFER_BYTES 2048

enum dma_page {
	RX_RING,
	TX_RING,
	TX_BUFFER,
	RX_BUFFER = TX_BUFFER + DESCRIPTORS,
	DMA_PAGES = RX_BUFFER + RX_BUFFERS,
};

struct dma {
	uint8_t *memory; /* NULL: none yet */
	/* By which the device reaches them: physical, or what the IOMMU was told. */
	uint64_t address[DMA_PAGES];
	bool translated;
	uint32_t rx_ring; /* its registers */
	unsigned int rx_next, tx_next;
};

/* Where a page of this process is in memory. Dies with EXIT_CANNOT if the kernel does not tell. */
uint64_t physical_address(const void *virtual);
/* Locked pages that are shared with children, in reach of the device. Dies with EXIT_CANNOT without them. */
void dma_allocate(struct dma *dma, struct device *device);
/* The same for each of `count`, in one piece. */
void dma_allocate_all(struct dma *dma, unsigned int count, struct device *device);
/* The pages are where they were: true unless the kernel moved one. */
bool dma_in_place(const struct dma *dma);
/* Resets the NIC, waits for its link, and gives it empty rings. NULL, or what did not come. */
const char *dma_start(struct dma *dma, const struct nic *nic, registers_t registers);
/* An empty receive ring for a further queue; dma_offer() gives the NIC its descriptors once the queue is enabled. */
void dma_add_ring(struct dma *dma, uint32_t rx_ring, registers_t registers);
void dma_offer(const struct dma *dma, registers_t registers);
/* Hands a frame to the NIC; the descriptor that tells when it is done. */
const struct descriptor *dma_send(struct dma *dma, const struct nic *nic, registers_t registers,
				  const uint8_t *frame, uint16_t length);
/* Where the next frame to be queued is composed: BUFFER_BYTES of room. */
uint8_t *dma_tx_buffer(const struct dma *dma);
/* Queues `length` bytes at an address of the device's: what is there is the frame. dma_kick() tells the NIC. */
const struct descriptor *dma_queue(struct dma *dma, const struct nic *nic, uint64_t address, uint16_t length);
/* The address of the buffer that dma_tx_buffer() is. */
uint64_t dma_tx_address(const struct dma *dma);
void dma_kick(const struct dma *dma, const struct nic *nic, registers_t registers);
/* Has the next frame that comes in written to an address of the device's. */
void dma_aim(struct dma *dma, uint64_t address);
/* The length of the next received frame, or -1; copies it to `frame` and gives the NIC a fresh buffer. */
int dma_receive(struct dma *dma, const struct nic *nic, registers_t registers, uint8_t *frame);
/* How many bytes of receive buffers and ring the NIC wrote since they were last filled. */
size_t dma_written(const struct dma *dma);
/* Fills all receive buffers with the pattern and the ring with their addresses. */
void dma_fill(struct dma *dma);

/* Answers with the addresses: what an IOMMU's fault must name. */
void dma_answer_started(const struct dma *dma);

#endif
