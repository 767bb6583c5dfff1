/**
 * The native library's functions as bun:ffi takes them, in the order of
 * native/include/arrowshelf.h; test/native/symbols.test.ts holds the two
 * against each other. Addresses travel as numbers.
 */
import type { FFIFunction } from "bun:ffi";

/** What the library's as_abi_version must answer. */
export const abiVersion = 10;

const i32 = "i32";
const i64 = "i64";
const ptr = "ptr";
const f64 = "f64";
/** An as_status. */
const status = "i32";

export const symbols = {
	as_abi_version: { args: [], returns: i32 },
	as_version: { args: [], returns: "cstring" },
	as_initialize: { args: [], returns: status },
	as_last_error: { args: [], returns: "cstring" },
	as_watch_stop: { args: [ptr], returns: status },
	as_pack_column: {
		args: [i32, ptr, ptr, i64, i64, i32, ptr, f64, ptr, i64, i32, ptr, ptr],
		returns: status,
	},
	as_pack_column_wide: {
		args: [
			i32,
			ptr,
			ptr,
			i64,
			i64,
			i32,
			ptr,
			f64,
			i32,
			ptr,
			i64,
			i32,
			ptr,
			ptr,
		],
		returns: status,
	},
	as_gather_column: {
		args: [i32, ptr, ptr, ptr, i64, i64, i32, ptr, i64, i32],
		returns: status,
	},
	as_unit_vectors: { args: [ptr, i64, ptr, ptr], returns: status },
	as_mark_nulls: { args: [ptr, i64, i64, ptr], returns: status },
	as_mark_not_finite: { args: [ptr, i64, i32, ptr, ptr], returns: status },
	as_compact_rows: {
		args: [ptr, ptr, i64, i32, ptr, ptr, ptr],
		returns: status,
	},
	as_normalize_rows: { args: [ptr, i64, i32, ptr], returns: status },
	as_measure_wide: {
		args: [ptr, ptr, ptr, i32, ptr, i64, ptr, ptr, i32, i32, ptr, ptr, ptr],
		returns: status,
	},
	as_search_wide: {
		args: [ptr, ptr, i64, ptr, i32, ptr, i64, i32, i32, ptr, ptr],
		returns: status,
	},
	as_normalize_rows_wide: { args: [ptr, i64, i32, ptr], returns: status },
	as_index_create_flat: { args: [i32, i32, i64, ptr, ptr], returns: status },
	as_index_create_ivf_flat: { args: [i32, i32, i32, ptr], returns: status },
	as_index_create_hnsw: { args: [i32, i32, i32, ptr], returns: status },
	as_index_create_factory: { args: [i32, i32, ptr, ptr], returns: status },
	as_index_create_tree: { args: [i32, i64, ptr, i32, ptr], returns: status },
	as_index_create_tree_mixed: {
		args: [i32, i64, ptr, ptr, i32, ptr],
		returns: status,
	},
	as_index_create_tree_wide: {
		args: [i32, i32, i64, ptr, i32, ptr],
		returns: status,
	},
	as_index_train: { args: [ptr, i64, ptr, i64, i32], returns: status },
	as_index_add: { args: [ptr, i64, ptr, i32], returns: status },
	as_index_prepare: { args: [ptr, i32], returns: status },
	as_index_set_effort: { args: [ptr, i32], returns: status },
	as_index_search: {
		args: [ptr, ptr, i64, i64, ptr, i32, i32, ptr, ptr],
		returns: status,
	},
	as_index_search_wide: {
		args: [ptr, ptr, i64, i64, ptr, i32, ptr, ptr],
		returns: status,
	},
	as_index_unit_count: { args: [ptr], returns: i64 },
	as_index_unit_start: { args: [ptr, i64], returns: i64 },
	as_index_tells_apart: { args: [ptr, i32], returns: i32 },
	as_index_search_units: {
		args: [ptr, i64, i64, ptr, i32, i32, ptr, ptr, ptr],
		returns: status,
	},
	as_index_create_radius: {
		args: [i32, i32, i64, ptr, f64, f64, i32, ptr],
		returns: status,
	},
	as_index_count_near: {
		args: [ptr, ptr, i64, i64, ptr, i32, ptr],
		returns: status,
	},
	as_index_list_near: {
		args: [ptr, ptr, i64, i64, ptr, i32, ptr, ptr, ptr, ptr],
		returns: status,
	},
	as_index_find_cores: { args: [ptr, i64, i64, "u32", ptr], returns: status },
	as_index_join_cores: {
		args: [ptr, i64, i64, ptr, ptr, ptr],
		returns: status,
	},
	as_index_label_cores: { args: [ptr, ptr, ptr, ptr, ptr], returns: status },
	as_index_attach_near: { args: [ptr, i64, i64, ptr, ptr], returns: status },
	as_index_describe: { args: [ptr, ptr], returns: status },
	as_index_list_sizes: { args: [ptr, ptr], returns: status },
	as_index_write: { args: [ptr, ptr], returns: status },
	as_index_write_to: { args: [ptr, i32, ptr], returns: status },
	as_index_read: { args: [ptr, i32, ptr], returns: status },
	as_index_free: { args: [ptr], returns: "void" },
	as_lloyd_seed: {
		args: [ptr, i64, i32, i32, i32, i32, i64, ptr, ptr],
		returns: status,
	},
	as_lloyd_step: {
		args: [ptr, i64, i32, ptr, i32, ptr, ptr, ptr, ptr],
		returns: status,
	},
	as_local_density: { args: [ptr, ptr, i64, i64, i32, ptr], returns: status },
	as_local_outlier: { args: [ptr, ptr, i64, i64, i32, ptr], returns: status },
	as_cells_create: { args: [i32, i32, "f64", ptr], returns: status },
	as_cells_free: { args: [ptr], returns: "void" },
	as_cells_count: { args: [ptr, ptr, i64, i64, ptr], returns: status },
	as_cells_sort: { args: [ptr, i64, i64, ptr, ptr], returns: status },
	as_cells_read: { args: [ptr, i64, i64, ptr, ptr, ptr, i64], returns: status },
	as_widen_bounds: { args: [ptr, i64, i32, ptr, ptr], returns: status },
	as_count_grid: {
		args: [ptr, i64, i64, i32, ptr, ptr, i32, i32, ptr, ptr, ptr],
		returns: status,
	},
	as_blank_rows: { args: [ptr, i64, i32, ptr, ptr], returns: status },
	as_sum_distances: { args: [ptr, i64, ptr, ptr], returns: status },
} as const satisfies Record<string, FFIFunction>;
