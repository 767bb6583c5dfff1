"""Writes a table of every type that a filter can look at, and tells which rows
pyarrow's own expressions let pass: one JSON list of row lists."""

import datetime as dt
import decimal
import json
import sys

import pyarrow as pa
import pyarrow.compute as pc

path, kind, filters = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
count = 1000
utc = dt.timezone.utc
start = dt.datetime(2024, 2, 27, 22, 30)
big = 9007199254740993


def every(values, spare=7):
    """Values repeated to `count` rows, some of them null."""
    return [
        None if row % spare == 3 else values[row % len(values)]
        for row in range(count)
    ]


words = ["Bern", "", "Zürich", "a text that fits into no view", "Berlin", "é"]
times = [start + dt.timedelta(hours=h, microseconds=h) for h in range(60)]
columns = {
    "i8": pa.array(every(list(range(-100, 100))), pa.int8()),
    "u16": pa.array(every(list(range(0, 65000, 77))), pa.uint16()),
    "i32": pa.array(every(list(range(-50, 50))), pa.int32()),
    "i64": pa.array(every([big - 1, big, big + 1, -big, 0, -1, 1, 2]), pa.int64()),
    "u64": pa.array(every([2**64 - 1, 2**63, 2**63 - 1, 0, 1]), pa.uint64()),
    "f16": pa.array(every([0.5, 1.0, 65504.0]), pa.float16()),
    "f32": pa.array(every([0.1, 0.2, -0.0, float("nan"), 1e30]), pa.float32()),
    "f64": pa.array(every([0.1, 0.1 + 2**-56, 5e-324, 0.0, -1.5]), pa.float64()),
    "flag": pa.array(every([True, False, True]), pa.bool_()),
    "city": pa.array(every(words), pa.string()),
    "large": pa.array(every(words), pa.large_string()),
    "coded": pa.array(every(words), pa.string()).dictionary_encode(),
    "price": pa.array(
        every([decimal.Decimal(c) / 100 for c in range(-300, 300)]),
        pa.decimal128(12, 2),
    ),
    "wide": pa.array(
        every([decimal.Decimal("1e30"), decimal.Decimal(-1), decimal.Decimal(0)]),
        pa.decimal256(60, 3),
    ),
    "day": pa.array(every([t.date() for t in times]), pa.date32()),
    "day64": pa.array(every([t.date() for t in times]), pa.date64()),
    "at": pa.array(every(times), pa.timestamp("us")),
    "at_ns": pa.array(every(times), pa.timestamp("ns")),
    "zoned": pa.array(every(times), pa.timestamp("ms", "Europe/Zurich")),
    "clock": pa.array(every([t.time() for t in times]), pa.time64("us")),
    "clock32": pa.array(every([t.time().replace(microsecond=0) for t in times]), pa.time32("s")),
    "nothing": pa.nulls(count),
    "list": pa.array(every([[1], []]), pa.list_(pa.int8())),
    "x": pa.array([float(row) for row in range(count)], pa.float32()),
}
if kind == "views":
    columns["city"] = columns["city"].cast(pa.string_view())
table = pa.table(columns)
options = pa.ipc.IpcWriteOptions(
    compression="lz4" if kind == "compressed" else None,
    unify_dictionaries=True,
)
with pa.OSFile(path, "wb") as sink:
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=333)

numbers = pa.array(range(count))


def stamp(text, unit="us", zone=None):
    return pa.scalar(dt.datetime.fromisoformat(text), pa.timestamp(unit, zone))


def passing(expression):
    names = {"pa": pa, "pc": pc, "dt": dt, "decimal": decimal, "stamp": stamp}
    mask = eval(expression, {**names, **{n: table[n] for n in table.column_names}})
    mask = pc.fill_null(mask, False)
    return numbers.filter(mask.combine_chunks()).to_pylist()


print(json.dumps([passing(expression) for expression in filters]))
