import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { VectorSource } from "../../../src/arrow/numeric-columns.ts";
import { numericTypes } from "../../../src/arrow/numeric-type.ts";
import { knn } from "../../../src/engine/knn.ts";
import { Crew } from "../../../src/engine/pool/crew.ts";
import { nativePool } from "../../../src/engine/pool/native-pool.ts";
import { packVectors } from "../../../src/engine/vectors/pack-vectors.ts";
import { rowsOf } from "../../../src/engine/vectors/rows-of.ts";
import { MappedMemory } from "../../../src/os/mapped-memory.ts";

/** So many that 2 columns of float64, and 4 of float32, are more than 16 MiB. */
const rowCount = 1_200_000;
const left = 777_777;

/** Row r lies beside row r ^ 1, and far from all others; one row is left out. */
function pairs(dimension: number): VectorSource {
	const column = (c: number) => {
		const values = new Float64Array(rowCount);
		for (let row = 0; row < rowCount; row++) {
			values[row] = c > 0 ? (row % 2) * 1e-3 : Math.floor(row / 2);
		}
		if (c === 0) values[left] = Number.NaN;
		const chunk = { rowCount, values, offset: 0 };
		return {
			name: `c${c}`,
			type: numericTypes.float64?.type ?? -1,
			width: 1,
			chunks: [{ ...chunk, validity: null, childValidity: null }],
		};
	};
	const columns = Array.from({ length: dimension }, (_, c) => column(c));
	return { rowCount, dimension, columns };
}

test.each([
	{ dimension: 2, isWide: true },
	{ dimension: 4, isWide: false },
])(
	"packVectors() brings many rows into memory that goes with its owner: %j",
	async ({ dimension, isWide }) => {
		const crew = new Crew(nativePool(), 2, {});
		const { all, valid, rowNumbers } = await packVectors(
			crew,
			pairs(dimension),
			{
				role: "points",
				metric: "l2",
				skipInvalid: true,
				centre: null,
				isWide,
			},
		);
		expect(all.memory).toBeInstanceOf(MappedMemory);
		expect([...rowsOf(all, 4, 1)]).toEqual([
			2,
			...Array(dimension - 1).fill(0),
		]);
		expect(valid.rows).toBe(rowCount - 1);
		expect(rowNumbers?.[left]).toBe(BigInt(left + 1));
		const last = rowsOf(valid, rowCount - 2, 1);
		expect([last[0], last[1]]).toEqual([
			rowCount / 2 - 1,
			isWide ? 1e-3 : Math.fround(1e-3),
		]);
		const addresses = [all.address, valid.address];
		expect(addresses.map(isMapped)).toEqual([true, true]);
		crew.memory.dispose();
		expect(addresses.map(isMapped)).toEqual([false, false]);
	},
);

test.each(["exact", "ivf"] as const)(
	"knn() finds neighbours among rows in such memory: %s",
	async (index) => {
		const { neighbors, summary } = await knn({
			points: pairs(2),
			k: 1,
			index,
			skipInvalid: true,
			...(index === "ivf" ? { nlist: 200, nprobe: 4 } : {}),
		});
		expect(summary.rows).toBe(rowCount);
		let wrong = 0;
		for (let row = 0; row < rowCount; row++) {
			if (row !== (left ^ 1) && row !== left) {
				wrong += neighbors[row] === BigInt(row ^ 1) ? 0 : 1;
			}
		}
		expect(wrong).toBe(0);
		expect(neighbors[left]).toBe(-1n);
	},
);

/** Whether memory is there at an address. */
function isMapped(address: number): boolean {
	return readFileSync("/proc/self/maps", "utf8")
		.split("\n")
		.some((line) => {
			const [from = "", to = ""] = line.split(" ", 1)[0]?.split("-") ?? [];
			return (
				Number.parseInt(from, 16) <= address &&
				address < Number.parseInt(to, 16)
			);
		});
}
