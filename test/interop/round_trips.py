"""Tables of every type, to go through every format and back.
argv: "write" DIRECTORY: writes NAME.arrow files, and in the formats that we only
read NAME.json, NAME.arrows and NAME.avro, or
"compare" ORIGINAL BACK: prints the columns that came back differently, or
"columns": prints all columns, and by format those that are in its table."""

import datetime
import decimal
import json
import sys

import pyarrow as pa
from pyarrow import ipc

awkward = 'a,b;c|d\t"quoted" \'single\'\nnew\r\nline\\ é 漢字 😀 "" {x: 1} [2] null NaN'
D = decimal.Decimal
day = datetime.date


def numbers():
    yield "bool", pa.array([True, None, False])
    for bits in (8, 16, 32, 64):
        most = 2 ** (bits - 1)
        yield f"int{bits}", pa.array([-most, None, most - 1], f"int{bits}")
        yield f"uint{bits}", pa.array([0, None, 2 * most - 1], f"uint{bits}")
    yield "float16", pa.array([1.5, None, -2], pa.float16())
    yield "float32", pa.array([0.1, None, -3.4028234e38], pa.float32())
    yield "float64", pa.array([0.1, None, 5e-324], pa.float64())


def not_finite():
    yield "not_finite", pa.array([float("nan"), float("inf"), float("-inf")])


def avro_numbers():
    """What other writers of Avro have."""
    known = ("bool", "int32", "int64", "float32", "float64")
    yield from ((name, column) for name, column in numbers() if name in known)


def texts():
    yield "string", pa.array([awkward, None, ""])
    yield "large_string", pa.array([" leading", None, "trailing "], pa.large_string())
    yield "string_view", pa.array(["x", None, awkward], pa.string_view())


def categories():
    yield "categories", pa.array(["b", None, awkward]).dictionary_encode()


def dates():
    yield "date32", pa.array([day(1900, 1, 1), None, day(2100, 2, 28)])
    for unit in ("s", "ms", "us", "ns"):
        yield f"timestamp_{unit}", pa.array([-1000, None, 1000], pa.timestamp(unit))
    yield "utc", pa.array([-1, None, 1], pa.timestamp("us", "UTC"))


def avro_dates():
    known = ("date32", "timestamp_ms", "timestamp_us")
    yield from ((name, column) for name, column in dates() if name in known)


def zones():
    yield "berlin", pa.array([-1, None, 1], pa.timestamp("us", "Europe/Berlin"))


def decimals():
    yield "decimal", pa.array([D("1.23"), None, D("-99999999.99")], pa.decimal128(10, 2))


def times():
    yield "date64", pa.array([day(1900, 1, 1), None, day(2100, 2, 28)], pa.date64())
    yield "time32", pa.array([0, None, 86_399_999], pa.time32("ms"))
    yield "time64", pa.array([0, None, 86_399_999_999], pa.time64("us"))


def binary():
    yield "binary", pa.array([b"\0\xff", None, b""])


def rest():
    yield from binary()
    yield "duration", pa.array([-1, None, 1], pa.duration("us"))
    yield "fixed_binary", pa.array([b"abc", None, b"xyz"], pa.binary(3))


def nothing():
    yield "null", pa.nulls(3)


def nested():
    yield "list", pa.array([[1, None], None, []], pa.list_(pa.int32()))
    yield "large_list", pa.array([[awkward], None, []], pa.large_list(pa.string()))
    yield "struct", pa.array([{"a": 1, "b": awkward}, None, {"a": None, "b": ""}])
    yield "deep", pa.array([[{"a": [1]}], None, [None]])


def fixed():
    yield "fixed_list", pa.array([[1, 2], None, [3, 4]], pa.list_(pa.float32(), 2))


every = [
    *(numbers, not_finite, texts, categories, dates, zones, decimals, times),
    *(rest, nothing, nested, fixed),
]
plain = [numbers, not_finite, texts, categories, dates, zones, decimals, times]
tables = {
    "csv": plain,
    "tsv": plain,
    "ndjson": [numbers, texts, categories, dates, zones, decimals, nothing, nested, fixed],
    "json": [numbers, texts, nothing, nested],
    "parquet": every,
    "arrow": every,
    "arrows": every,
    "avro": [avro_numbers, not_finite, texts, avro_dates, decimals, binary, nested],
}


def columns_of(name):
    return {n: column for group in tables[name] for n, column in group()}


def write(directory):
    import polars  # half a second

    for name in tables:
        columns = columns_of(name)
        table = pa.table(columns)
        batches = pa.concat_tables([table] * 3)
        for suffix, some in (("", batches), ("-empty", table.slice(0, 0))):
            path = f"{directory}/{name}{suffix}"
            with ipc.new_file(f"{path}.arrow", some.schema) as file:
                file.write_table(some, max_chunksize=2)
            if name == "json":
                with open(f"{path}.json", "w") as file:
                    json.dump(some.to_pylist(), file, ensure_ascii=False)
            elif name == "arrows":
                with ipc.new_stream(f"{path}.arrows", some.schema) as file:
                    file.write_table(some, max_chunksize=2)
            elif name == "avro":
                polars.from_arrow(some).write_avro(f"{path}.avro")
    for name, column in columns_of("arrow").items():
        table = pa.table({name: column})
        with ipc.new_file(f"{directory}/only-{name}.arrow", table.schema) as file:
            file.write_table(table)


def values(column, wanted):
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return repr(column.cast(wanted).to_pylist())


def compare(original, back):
    a, b = (ipc.open_file(path).read_all() for path in (original, back))
    b.validate(full=True)
    if a.num_rows != b.num_rows or a.column_names != b.column_names:
        print("shape", a.shape, b.shape)
    for name in a.column_names if a.num_rows else []:
        wanted = a.schema.field(name).type
        plain = wanted.value_type if pa.types.is_dictionary(wanted) else wanted
        if values(a[name], plain) != values(b[name], plain):
            print(name, a[name].to_pylist()[:3], b[name].to_pylist()[:3], b[name].type)


if sys.argv[1] == "write":
    write(sys.argv[2])
elif sys.argv[1] == "compare":
    compare(*sys.argv[2:])
else:
    print(json.dumps({name: list(columns_of(name)) for name in tables}))
