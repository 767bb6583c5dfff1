import { adviseHugePages, hugePageBytes } from "./huge-pages.ts";
import { lastErrno, libc } from "./libc.ts";

/** Of Linux, asm-generic/mman-common.h. */
const protection = { none: 0, readAndWrite: 3 } as const;
const flags = {
	shared: 0x01,
	private: 0x02,
	fixed: 0x10,
	anonymous: 0x20,
	noReserve: 0x4000,
} as const;
const noFile = -1;

/** A part of a file, and where in the memory it is to be seen. */
export interface FilePart {
	/** Bytes from the memory's first; a multiple of the page size. */
	readonly at: number;
	/** Bytes from the file's first; a multiple of the page size. */
	readonly offset: number;
	readonly byteLength: number;
}

/** Unmaps memory that was dropped without being disposed of. */
const dropped = new FinalizationRegistry<Extent>(unmap);

interface Extent {
	readonly address: number;
	readonly byteLength: number;
}

/**
 * Memory by its address, of any size: Bun's own arrays and mappings end at
 * 4 GiB. For native code; JavaScript sees parts of it by bun:ffi's
 * `toArrayBuffer`. Disposing unmaps at once: nobody may look at it any more.
 */
export class MappedMemory implements Disposable {
	readonly address: number;
	readonly byteLength: number;
	#isMapped = true;

	private constructor({ address, byteLength }: Extent) {
		this.address = address;
		this.byteLength = byteLength;
		dropped.register(this, { address, byteLength }, this);
	}

	/**
	 * Parts of a file as if they were one piece of memory, written through to
	 * the file. It must have real memory there (`reserveFile`): a page that is
	 * not to be had is SIGBUS, the end of the process.
	 * @param fd open for reading and writing; may be closed afterwards
	 * @throws {Error} with `errno`: the file cannot be mapped
	 */
	static ofFile(
		fd: number,
		byteLength: number,
		parts: readonly FilePart[],
	): MappedMemory {
		const around = flags.private | flags.anonymous | flags.noReserve;
		const room = map(0, byteLength, protection.none, around, noFile, 0);
		const memory = new MappedMemory({ address: room, byteLength });
		try {
			for (const part of parts) {
				map(
					room + part.at,
					part.byteLength,
					protection.readAndWrite,
					flags.shared | flags.fixed,
					fd,
					part.offset,
				);
			}
		} catch (error) {
			memory[Symbol.dispose]();
			throw error;
		}
		return memory;
	}

	/**
	 * Zeroed memory. The kernel gives its pages when they are first touched, and
	 * huge ones where it has any: fewer of them to give, and to look up.
	 * @param byteLength above 0
	 * @throws {Error} with `errno`: there is not so much
	 */
	static zeroed(byteLength: number): MappedMemory {
		const how = flags.private | flags.anonymous;
		// Of a whole number of huge pages Linux puts the first where one can be.
		const room = Math.ceil(byteLength / hugePageBytes) * hugePageBytes;
		const address = map(0, room, protection.readAndWrite, how, noFile, 0);
		adviseHugePages(address, room);
		return new MappedMemory({ address, byteLength: room });
	}

	/** Twice is once. */
	[Symbol.dispose](): void {
		if (!this.#isMapped) return;
		this.#isMapped = false;
		dropped.unregister(this);
		unmap(this);
	}
}

function map(
	address: number,
	byteLength: number,
	protect: number,
	how: number,
	fd: number,
	offset: number,
): number {
	const given = Number(
		libc().mmap(address, byteLength, protect, how, fd, offset),
	);
	if (given !== -1) return given;
	const errno = lastErrno();
	throw Object.assign(
		new Error(`${byteLength} bytes cannot be mapped (error number ${errno})`),
		{ errno, syscall: "mmap" },
	);
}

function unmap({ address, byteLength }: Extent): void {
	libc().munmap(address, byteLength);
}
