"""Writes a file of six rows in two batches for every Arrow type into the
directory named on the command line. Run with pyarrow 26.0.1."""

import datetime
import decimal
import sys

import numpy
import pyarrow as pa
from pyarrow import ipc

rows = 6
long = "longer than what fits into a view"
price = decimal.Decimal("1.23")
day = datetime.date(2020, 1, 1)
columns = {
    "int8": pa.array([1, None, -3] * 2, pa.int8()),
    "uint64": pa.array([1, None, 2**64 - 1] * 2, pa.uint64()),
    "float16": pa.array(numpy.arange(rows, dtype=numpy.float16)),
    "float32": pa.array([1.5, None, 2.5] * 2, pa.float32()),
    "bool": pa.array([True, None, False] * 2),
    "utf8": pa.array(["a", None, long] * 2),
    "large_utf8": pa.array(["a", None, long] * 2, pa.large_string()),
    "utf8_view": pa.array(["a", None, long] * 2, pa.string_view()),
    "binary": pa.array([b"a"] * rows),
    "large_binary": pa.array([b"a"] * rows, pa.large_binary()),
    "binary_view": pa.array(
        [b"a", None, long.encode()] * 2, pa.binary_view()
    ),
    "fixed_size_binary": pa.array([b"abc"] * rows, pa.binary(3)),
    "decimal32": pa.array([price] * rows, pa.decimal32(5, 2)),
    "decimal64": pa.array([price] * rows, pa.decimal64(10, 2)),
    "decimal128": pa.array([price] * rows, pa.decimal128(10, 2)),
    "decimal256": pa.array([price] * rows, pa.decimal256(50, 2)),
    "date32": pa.array([day] * rows),
    "date64": pa.array([day] * rows, pa.date64()),
    "timestamp": pa.array(
        [datetime.datetime(2020, 1, 1)] * rows, pa.timestamp("us", "UTC")
    ),
    "time32": pa.array([1] * rows, pa.time32("s")),
    "time64": pa.array([1] * rows, pa.time64("us")),
    "duration": pa.array([1] * rows, pa.duration("s")),
    "interval": pa.array(
        [(1, 2, 3)] * rows, pa.month_day_nano_interval()
    ),
    "null": pa.nulls(rows),
    "list": pa.array([[1, 2], None, []] * 2),
    "large_list": pa.array([[1, 2], None, []] * 2, pa.large_list(pa.int32())),
    "fixed_size_list": pa.array(
        [[1, 2], None, [3, 4]] * 2, pa.list_(pa.int32(), 2)
    ),
    "list_view": pa.array([[1, 2], None, []] * 2, pa.list_view(pa.int32())),
    # Out of order, overlapping, and over what is no plain type itself.
    "list_view_odd": pa.ListViewArray.from_arrays(
        pa.array([4, 0, 1, 0, 3, 2], pa.int32()),
        pa.array([1, 5, 2, 0, 1, 3], pa.int32()),
        pa.array(["a", None, long, "", "b"], pa.string_view()),
    ),
    "large_list_view": pa.array(
        [[True, None], None, []] * 2, pa.large_list_view(pa.bool_())
    ),
    "list_of_views": pa.array(
        [["a"], None, [long]] * 2, pa.list_(pa.string_view())
    ),
    "struct": pa.array([{"a": 1, "b": "x"}, None] * 3),
    "struct_of_views": pa.array(
        [{"a": 1, "b": long}, None] * 3,
        pa.struct({"a": pa.int8(), "b": pa.string_view()}),
    ),
    "map": pa.array(
        [[("a", 1)], None] * 3, pa.map_(pa.string(), pa.int32())
    ),
    "run_end_encoded": pa.RunEndEncodedArray.from_arrays(
        pa.array([2, 3, 6], pa.int32()), pa.array(["x", None, "y"])
    ),
    "runs_of_lists": pa.RunEndEncodedArray.from_arrays(
        pa.array([2, 5, 6], pa.int16()), pa.array([[1], [2, 3], None])
    ),
    "dictionary": pa.array(["a", None, "b"] * 2).dictionary_encode(),
    "dictionary_of_views": pa.DictionaryArray.from_arrays(
        pa.array([0, 1, None] * 2, pa.uint32()),
        pa.array(["a", long], pa.string_view()),
    ),
    "dense_union": pa.UnionArray.from_dense(
        pa.array([0, 1] * 3, pa.int8()),
        pa.array([0, 0, 1, 1, 2, 2], pa.int32()),
        [pa.array(range(3)), pa.array(["a"] * 3)],
    ),
    "sparse_union": pa.UnionArray.from_sparse(
        pa.array([0, 1] * 3, pa.int8()),
        [pa.array(range(6)), pa.array(["a"] * 6)],
    ),
}
grown = pa.chunked_array(
    [
        pa.array(["a", "b"]).dictionary_encode(),
        pa.array(["a", "b", None, "c"]).dictionary_encode(),
    ]
)
options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
for name, column in {**columns, "dictionary_that_grows": grown}.items():
    table = pa.table({"c": column})
    path = f"{sys.argv[1]}/{name}.arrow"
    with ipc.new_file(path, table.schema, options=options) as file:
        file.write_table(table, max_chunksize=4)
    if name.startswith("dictionary"):
        with ipc.new_stream(path + "s", table.schema) as stream:
            stream.write_table(table, max_chunksize=4)
