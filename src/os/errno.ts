/** Error numbers of Linux that we tell apart (asm-generic/errno-base.h). */
export const errno = {
	EINTR: 4,
	EAGAIN: 11,
	EINVAL: 22,
	EFBIG: 27,
	ENOSPC: 28,
	ENOSYS: 38,
} as const;
