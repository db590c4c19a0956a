static long pin(unsigned long start, struct page **pages)
{
	struct mm_struct *mm = current->mm;
	long count;

	down_read(&mm->mmap_sem);
	count = get_user_pages(start, 1, FOLL_WRITE, pages, NULL);
	up_read(&current->mm->mmap_sem);
	return count;
}

/* becomes */

static long pin(unsigned long start, struct page **pages)
{
	struct mm_struct *mm = current->mm;
	long count;

	mmap_read_lock(mm);
	count = get_user_pages(start, 1, FOLL_WRITE, pages, NULL);
	mmap_read_unlock(current->mm);
	return count;
}
