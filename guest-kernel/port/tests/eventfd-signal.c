static irqreturn_t handler(int irq, void *arg)
{
	struct eventfd_ctx *trigger = arg;

	eventfd_signal(trigger, 1);
	eventfd_signal(trigger, 2);
	if (eventfd_signal(trigger, 1) != 1)
		return IRQ_NONE;
	return IRQ_HANDLED;
}

/* becomes */

static irqreturn_t handler(int irq, void *arg)
{
	struct eventfd_ctx *trigger = arg;

	eventfd_signal(trigger);
	eventfd_signal(trigger, 2);
	if (eventfd_signal(trigger, 1) != 1)
		return IRQ_NONE;
	return IRQ_HANDLED;
}
