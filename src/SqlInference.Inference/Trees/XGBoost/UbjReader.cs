using System.Buffers.Binary;
using System.Text;

namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>
/// Finds the values of a UBJSON document and never reads beyond it, nor takes more memory than in proportion to it.
/// Format: https://ubjson.org/type-reference/
/// </summary>
ref struct UbjReader(ReadOnlySpan<byte> document)
{
    public const byte Null = (byte)'Z';

    /// <summary>A model's nest ten levels deep.</summary>
    const int DeepestNesting = 64;

    readonly ReadOnlySpan<byte> _document = document;
    int _position;

    public UbjValue Read()
    {
        var value = Value(Marker(), depth: 0);
        return _position == _document.Length ? value : throw new InvalidDataException($"bytes are left over from byte {_position} on");
    }

    /// <summary>The bytes of a number or truth value; -1 for other types.</summary>
    public static int WidthOf(byte marker) => marker switch
    {
        (byte)'T' or (byte)'F' or Null => 0,
        (byte)'i' or (byte)'U' or (byte)'C' => 1,
        (byte)'I' => 2,
        (byte)'l' or (byte)'d' => 4,
        (byte)'L' or (byte)'D' => 8,
        _ => -1,
    };

    /// <summary>Null where the type is not that of whole numbers.</summary>
    public static long? Whole(byte marker, ReadOnlySpan<byte> bytes) => marker switch
    {
        (byte)'i' => (sbyte)bytes[0],
        (byte)'U' => bytes[0],
        (byte)'I' => BinaryPrimitives.ReadInt16BigEndian(bytes),
        (byte)'l' => BinaryPrimitives.ReadInt32BigEndian(bytes),
        (byte)'L' => BinaryPrimitives.ReadInt64BigEndian(bytes),
        _ => null,
    };

    UbjValue Value(byte marker, int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidDataException($"it nests more than {DeepestNesting} levels deep");
        switch (marker)
        {
            case (byte)'{':
                return Object(depth);
            case (byte)'[':
                return List(depth);
            case (byte)'S' or (byte)'H':
                var length = Length();
                return new UbjValue(marker, Skip(length), length);
            default:
                var width = WidthOf(marker);
                return width >= 0 ? new UbjValue(marker, Skip(width), width) : throw Unknown(marker);
        }
    }

    UbjValue Object(int depth)
    {
        var (type, count) = Header();
        var members = new Dictionary<string, UbjValue>();
        for (var i = 0; count < 0 ? !TryTake((byte)'}') : i < count; i++)
        {
            var length = Length();
            var name = Encoding.UTF8.GetString(_document.Slice(Skip(length), length));
            members[name] = Value(type ?? Marker(), depth + 1);
        }

        return new UbjValue((byte)'{') { Members = members };
    }

    UbjValue List(int depth)
    {
        var (type, count) = Header();
        if (type is { } all && WidthOf(all) > 0)
        {
            if (count > (_document.Length - _position) / WidthOf(all))
                throw Truncated();
            return new UbjValue((byte)'[', Skip(count * WidthOf(all)), count) { ItemMarker = all };
        }

        var items = new List<UbjValue>();
        for (var i = 0; count < 0 ? !TryTake((byte)']') : i < count; i++)
            items.Add(Value(type ?? Marker(), depth + 1));
        return new UbjValue((byte)'[') { Items = items };
    }

    /// <summary>What may stand at the head of an object or list: one type for all, and how many there are (-1 where an end is marked instead).</summary>
    (byte? Type, int Count) Header()
    {
        byte? type = TryTake((byte)'$') ? Marker() : null;
        // Items without bytes of their own would let a short document stand for a long list.
        if (type is { } all && WidthOf(all) == 0)
            throw Unknown(all);
        if (!TryTake((byte)'#'))
            return type is null ? (null, -1) : throw new InvalidDataException($"a list before byte {_position} has a type and no length");
        return (type, Length());
    }

    int Length()
    {
        var marker = Marker();
        var bytes = _document.Slice(Skip(Math.Max(0, WidthOf(marker))), Math.Max(0, WidthOf(marker)));
        var length = Whole(marker, bytes) ?? throw new InvalidDataException($"a length before byte {_position} is not a number");
        // Whatever is counted takes at least a byte each.
        return length < 0 ? throw new InvalidDataException($"a length before byte {_position} is negative")
            : length <= _document.Length - _position ? (int)length : throw Truncated();
    }

    byte Marker()
    {
        while (_position < _document.Length)
        {
            if (_document[_position++] is var marker && marker != (byte)'N')
                return marker;
        }

        throw Truncated();
    }

    bool TryTake(byte marker)
    {
        if (_position == _document.Length)
            throw Truncated();
        if (_document[_position] != marker)
            return false;
        _position++;
        return true;
    }

    int Skip(int bytes)
    {
        if (bytes > _document.Length - _position)
            throw Truncated();
        _position += bytes;
        return _position - bytes;
    }

    readonly InvalidDataException Unknown(byte marker) => new($"byte {_position - 1} is 0x{marker:X2}, which is not a type that can stand there");

    readonly InvalidDataException Truncated() => new($"it ends after {_document.Length} bytes, in the middle of the model");
}
