using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Formats;

/// <summary>The binary form of arrays of one dimension: a header, then each element with its length.</summary>
public readonly struct ArrayBinary
{
    /// <summary>Dimensions, whether there are NULLs, the type of the elements; then for the one dimension its length and where it begins.</summary>
    public const int EmptyHeaderLength = 12, HeaderLength = 20;

    readonly ReadOnlyMemory<byte> _bytes;
    readonly (int Start, int Length)[] _elements;

    ArrayBinary(uint elementOid, ReadOnlyMemory<byte> bytes, (int, int)[] elements)
    {
        ElementOid = elementOid;
        _bytes = bytes;
        _elements = elements;
    }

    public uint ElementOid { get; }

    public int Count => _elements.Length;

    public bool IsNull(int element) => _elements[element].Length < 0;

    public ReadOnlySpan<byte> this[int element] => _bytes.Span.Slice(_elements[element].Start, _elements[element].Length);

    public static ArrayBinary Read(ReadOnlyMemory<byte> value)
    {
        var reader = new PayloadReader(value.Span);
        var dimensions = reader.ReadInt32();
        reader.ReadInt32();
        var elementOid = reader.ReadUInt32();
        if (dimensions == 0)
            return new(elementOid, value, []);
        if (dimensions != 1)
            throw new WireException(SqlStates.FeatureNotSupported, "arrays of more than one dimension are not supported");
        var count = reader.ReadInt32();
        reader.ReadInt32();
        if (count < 0 || count > reader.Remaining / sizeof(int))
            throw new WireException(SqlStates.InvalidBinaryRepresentation, "an array announces more elements than it holds");
        var elements = new (int, int)[count];
        for (var i = 0; i < count; i++)
        {
            var length = reader.ReadInt32();
            elements[i] = (reader.Position, length);
            if (length > 0)
                reader.ReadBytes(length);
            else if (length < -1)
                throw new WireException(SqlStates.InvalidBinaryRepresentation, "an element of an array has a negative length");
        }

        reader.End();
        return new(elementOid, value, elements);
    }
}
