using System.Text;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Rows;

/// <summary>
/// The arguments of one call as wrapper functions pack them: for each a byte that tells what follows; 0 NULL, 1 the value, 2 the length
/// in bytes of a text that is too long. Numbers and moments are big-endian, as T-SQL's CAST AS binary writes them; text is its
/// length in bytes and UTF-16, decimals their length and their digits.
/// </summary>
sealed class PackedArguments
{
    readonly byte[] _bytes;
    int _at;

    PackedArguments(byte[] bytes) => _bytes = bytes;

    public static void AddTo(Columns columns, byte[] bytes)
    {
        var arguments = new PackedArguments(bytes);
        foreach (var column in columns.All)
            arguments.Add(column);
        if (arguments._at != bytes.Length)
            throw Malformed();
    }

    void Add(Column column)
    {
        switch (Number(1))
        {
            case 0: column.AddNull(); break;
            case 1: AddValue(column); break;
            case 2: throw column.TooLong(Number(sizeof(long)) / sizeof(char));
            default: throw Malformed();
        }
    }

    void AddValue(Column column)
    {
        switch (column.Kind)
        {
            case ValueKind.Text:
                column.AddText(Text(Encoding.Unicode));
                break;
            case ValueKind.Decimal:
                column.AddDecimal(Text(Encoding.ASCII));
                break;
            default:
                column.AddInteger(Number(column.Parameter.Type.Width));
                break;
        }
    }

    /// <summary>Of a real or a float, this is the bits.</summary>
    long Number(int width)
    {
        if (_bytes.Length - _at < width)
            throw Malformed();
        long value = 0;
        for (var i = 0; i < width; i++)
            value = (value << 8) | _bytes[_at++];
        return value;
    }

    string Text(Encoding encoding)
    {
        var length = Number(sizeof(int));
        if (length < 0 || length > _bytes.Length - _at)
            throw Malformed();
        var text = encoding.GetString(_bytes, _at, (int)length);
        _at += (int)length;
        return text;
    }

    static InferenceError Malformed() => new(ErrorCodes.InvalidValue, "The arguments are not as prediction functions pack them.",
        "Call the function that CREATE MODEL made; a function from before an upgrade is made anew by ALTER MODEL … USE VERSION.");
}
