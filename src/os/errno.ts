/** Error numbers of Linux that we tell apart (asm-generic/errno-base.h). */
export const errno = {
	EINTR: 4,
	EAGAIN: 11,
	EFBIG: 27,
	ENOSPC: 28,
} as const;
