"""Decoders for the parts of a Riffle file: cursors with bounds, Roaring sets, packed gaps, chunks, length bytes.

Everything here takes bytes that may be damaged and either decodes them or raises RiffleError.

Source: format-spec/riffle-format.md, chapters 2 and 6 to 8, and the Roaring format specification.
"""

import struct
from itertools import accumulate, chain, compress
from operator import lt

MASK64 = (1 << 64) - 1


class RiffleError(Exception):
    """Damage, with the part of the file it was found in and the offset inside that part."""

    def __init__(self, section, offset, message):
        super().__init__(f"{section} at {offset}: {message}")
        self.section = section
        self.offset = offset
        self.message = message


def increasing(values):
    """True when each value is greater than the one before it."""
    return all(map(lt, values, values[1:]))


class Cursor:
    """Reads values one after the other; `base` is the offset of data[0] inside the part called `name`."""

    __slots__ = ("data", "name", "base", "at")

    def __init__(self, data, name, base=0):
        self.data = data
        self.name = name
        self.base = base
        self.at = 0

    def fail(self, message):
        raise RiffleError(self.name, self.base + self.at, message)

    def left(self):
        return len(self.data) - self.at

    def take(self, size):
        if size < 0 or size > self.left():
            self.fail(f"{size} bytes wanted, {self.left()} left")
        self.at += size
        return self.data[self.at - size : self.at]

    def unpack(self, layout):
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def u8(self):
        return self.take(1)[0]

    def u32(self):
        return self.unpack("<I")[0]

    def u64(self):
        return self.unpack("<Q")[0]

    def i64(self):
        return self.unpack("<q")[0]

    def numbers(self, count, code):
        """`count` values of one struct code (H, I, Q, q) as a tuple; bounds come before memory."""
        size = struct.calcsize("<" + code)
        if count < 0 or count > self.left() // size:
            self.fail(f"{count} values of {size} bytes wanted, {self.left()} bytes left")
        return struct.unpack(f"<{count}{code}", self.take(count * size))

    def varint(self):
        return self.varints(1)[0]

    def varints(self, count):
        data, at, end = self.data, self.at, len(self.data)
        if count > end - at:
            self.fail(f"{count} varints wanted, {end - at} bytes left")
        values = []
        for _ in range(count):
            value = shift = 0
            while True:
                if at >= end:
                    self.fail("varint cut short")
                byte = data[at]
                at += 1
                value |= (byte & 127) << shift
                if byte < 128:
                    break
                shift += 7
                if shift > 63:
                    self.fail("varint longer than 10 bytes")
            if value > MASK64:
                self.fail("varint above 64 bits")
            values.append(value)
        self.at = at
        return values

    def string(self):
        return self.text(self.take(self.u32()))

    def text(self, raw):
        try:
            return str(raw, "utf-8")
        except UnicodeDecodeError:
            self.fail("text is not UTF-8")

    def zeros(self, size):
        if any(self.take(size)):
            self.fail("bytes that must be zero are not")

    def align(self, step):
        self.zeros(-self.at % step)

    def end(self):
        if self.left():
            self.fail(f"{self.left()} bytes too many")


# Eight flags for each byte value, least significant bit first.
_FLAGS = [bytes(byte >> bit & 1 for bit in range(8)) for byte in range(256)]
_BITSET_BYTES = 8192
_ARRAY_MAX = 4096
_COOKIE_PLAIN = 12346
_COOKIE_RUNS = 12347
_NO_OFFSETS_BELOW = 4


class Container:
    """One Roaring container: its key, its kind ("array", "bitset" or "run") and its 16-bit values in order."""

    __slots__ = ("key", "kind", "values", "raw")

    def __init__(self, key, kind, values, raw):
        self.key = key
        self.kind = kind
        self.values = values
        self.raw = raw


def _roaring_container(cursor, key, is_run, cardinality):
    if is_run:
        runs = cursor.numbers(cursor.unpack("<H")[0] * 2, "H")
        starts, extras = runs[0::2], runs[1::2]
        if sum(extras) + len(extras) != cardinality:
            cursor.fail("runs do not add up to the cardinality")
        values = []
        for start, extra in zip(starts, extras):
            if start + extra > 65535 or (values and start <= values[-1]):
                cursor.fail("runs out of order")
            values.extend(range(start, start + extra + 1))
        return Container(key, "run", values, None)
    if cardinality <= _ARRAY_MAX:
        values = cursor.numbers(cardinality, "H")
        if not increasing(values):
            cursor.fail("array container out of order")
        return Container(key, "array", values, None)
    raw = cursor.take(_BITSET_BYTES)
    values = list(compress(range(65536), chain.from_iterable(map(_FLAGS.__getitem__, raw))))
    if len(values) != cardinality:
        cursor.fail("bits do not add up to the cardinality")
    return Container(key, "bitset", values, raw)


def roaring_containers(cursor, limit):
    """The containers of a portable Roaring bitmap that starts at the cursor; ids must be below `limit`."""
    start = cursor.at
    cookie = cursor.u32()
    run_flags = b""
    if cookie == _COOKIE_PLAIN:
        count = cursor.u32()
    elif cookie & 0xFFFF == _COOKIE_RUNS:
        count = (cookie >> 16) + 1
        run_flags = cursor.take((count + 7) // 8)
    else:
        cursor.fail("not a Roaring bitmap")
    if count > 65536:
        cursor.fail("more than 65,536 containers")
    header = cursor.numbers(2 * count, "H")
    keys, cardinalities = header[0::2], [extra + 1 for extra in header[1::2]]
    if not increasing(keys):
        cursor.fail("container keys out of order")
    if keys and keys[-1] << 16 >= limit:
        cursor.fail("container beyond the last document")
    offsets = None
    if not run_flags or count >= _NO_OFFSETS_BELOW:
        offsets = cursor.numbers(count, "I")
    containers = []
    for i, (key, cardinality) in enumerate(zip(keys, cardinalities)):
        if offsets is not None and offsets[i] != cursor.at - start:
            cursor.fail("container offset does not match the containers before it")
        is_run = bool(run_flags) and bool(run_flags[i // 8] >> (i % 8) & 1)
        containers.append(_roaring_container(cursor, key, is_run, cardinality))
    if containers and (containers[-1].key << 16) + containers[-1].values[-1] >= limit:
        cursor.fail("document id beyond the last document")
    return containers


def container_ids(containers):
    ids = []
    for container in containers:
        base = container.key << 16
        ids.extend([base + value for value in container.values] if base else container.values)
    return ids


def rank_directory(container):
    """Number of ids before bit 512 i of a bitset container, for i = 0..127."""
    counts = [int.from_bytes(container.raw[at : at + 64], "little").bit_count() for at in range(0, _BITSET_BYTES, 64)]
    return tuple(accumulate(counts[:-1], initial=0))


_NIBBLES = [((byte & 15) + 1, (byte >> 4) + 1) for byte in range(256)]


def nibble_tfs(cursor, df):
    """`df` term frequencies from half bytes; 16 stands for an exception."""
    raw = cursor.take((df + 1) // 2)
    if df % 2 and raw[-1] >> 4:
        cursor.fail("unused half byte is not 0")
    tfs = list(chain.from_iterable(map(_NIBBLES.__getitem__, raw)))
    del tfs[df:]
    return tfs


def packed_block(cursor):
    """128 values: low bits in four lanes, then patches for the high bits."""
    width, patches = cursor.unpack("<BB")
    if width > 32:
        cursor.fail(f"width {width}")
    if patches > 128:
        cursor.fail(f"{patches} patches")
    values = [0] * 128
    words = cursor.numbers(4 * width, "I")
    mask = (1 << width) - 1
    for lane in range(4):
        lane_words = words[lane::4]
        bits = int.from_bytes(struct.pack(f"<{width}I", *lane_words), "little")
        values[lane::4] = [bits >> (width * i) & mask for i in range(32)]
    indexes = cursor.take(patches)
    if not increasing(indexes) or (patches and indexes[-1] > 127):
        cursor.fail("patch indexes out of order")
    for index, high in zip(indexes, cursor.varints(patches)):
        values[index] |= high << width
        if values[index] >> 32:
            cursor.fail("patched value above 32 bits")
    return values


def gap_sequence(cursor, count):
    """`count` gaps as packed blocks of 128 and a tail of varints, without an offset table."""
    gaps = []
    for _ in range(count // 128):
        gaps.extend(packed_block(cursor))
    gaps.extend(cursor.varints(count % 128))
    return gaps


_CHUNK_PLAIN_MAX = 1024
_CHUNK_TABLE = 512
_CHUNK_ARRAY_MAX, _CHUNK_SPARSE_MAX = 88, 1393


def _elias_fano(cursor, count, uppers, low_bits, before):
    """`before`: the numbers of values whose upper part is below 64, 128, ..., which the bits must agree with."""
    bits = cursor.take((uppers + count + 7) // 8)
    lows = cursor.take((count * low_bits + 7) // 8)
    if low_bits == 4:
        lows = [byte >> shift & 15 for byte in lows for shift in (0, 4)]
    values, upper, sums = [], 0, []
    for place in range(8 * len(bits)):
        if bits[place // 8] >> place % 8 & 1:
            if len(values) == count or upper >= uppers:
                cursor.fail("an Elias-Fano sequence of more values")
            values.append(upper << low_bits | lows[len(values)])
        else:
            upper += 1
            if upper % 64 == 0 and upper < uppers:
                sums.append(len(values))
    if len(values) != count or any(lows[count:]):
        cursor.fail("an Elias-Fano sequence of another number of values")
    if tuple(sums) != tuple(before):
        cursor.fail("directory of an Elias-Fano sequence")
    return values


def coded_chunk_positions(cursor, size):
    """The 16-bit positions of one chunk of `size` bytes (an array or an Elias-Fano sequence)."""
    if size <= _CHUNK_ARRAY_MAX:
        if size % 2:
            cursor.fail("chunk of an odd length")
        values = list(cursor.numbers(size // 2, "H"))
    elif size <= _CHUNK_SPARSE_MAX:
        count = (size - 38) * 8 // 9
        if 38 + count + (count + 7) // 8 != size:
            cursor.fail("a chunk of a length that none has")
        values = _elias_fano(cursor, count, 256, 8, cursor.numbers(3, "H"))
    else:
        last, *before = cursor.numbers(64, "H")
        count = last + 1
        if 640 + (count + 7) // 8 + (count + 1) // 2 != size:
            cursor.fail("a chunk of a length that none has")
        values = _elias_fano(cursor, count, 4096, 4, before)
    if not increasing(values):
        cursor.fail("positions of a chunk out of order")
    return values


def chunk_positions(cursor, size):
    """The same of a chunk as version 1.0 has it (plain or bucketed)."""
    if size <= _CHUNK_PLAIN_MAX:
        if size % 2:
            cursor.fail("chunk of an odd length")
        values = cursor.numbers(size // 2, "H")
    else:
        starts = cursor.numbers(256, "H")
        lows = cursor.take(size - _CHUNK_TABLE)
        ends = starts[1:] + (len(lows),)
        if starts[0] or any(map(lt, ends, starts)):
            cursor.fail("bucket counts out of order")
        values = []
        for high, (first, last) in enumerate(zip(starts, ends)):
            base = high << 8
            values.extend([base + low for low in lows[first:last]])
    if not increasing(values):
        cursor.fail("positions of a chunk out of order")
    return values


_LENGTH_MAX = (1 << 31) - 1


def length_byte(length):
    """The byte that stands for a field length."""
    length = min(length, _LENGTH_MAX)
    if length < 24:
        return length
    rest = length - 24
    if rest < 8:
        return 24 + rest
    shift = rest.bit_length() - 4
    return 24 + ((rest >> shift & 7) | (shift + 1) << 3)


def length_of_byte(byte):
    """The length that a length byte is decoded to."""
    if byte < 24:
        return byte
    mantissa, exponent = (byte - 24) & 7, (byte - 24) >> 3
    if exponent == 0:
        return 24 + mantissa
    return 24 + ((8 | mantissa) << (exponent - 1))


DECODED_LENGTHS = [length_of_byte(byte) for byte in range(256)]
