using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Copying;

/// <summary>COPY's binary format: a signature, then rows of values with their lengths.</summary>
public sealed class BinaryCopyInput : CopyInput
{
    /// <summary>What it begins with, before flags and the length of what else the header holds.</summary>
    public static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];

    bool _headerIsRead;
    bool _isOver;

    public override bool TryRead(List<CopyValue> row)
    {
        row.Clear();
        if ((!_headerIsRead && !TryReadHeader()) || _isOver)
        {
            Consume(_isOver ? Pending.Length : 0);
            return false;
        }

        var length = Measure(Pending, out var fields);
        if (length < 0)
            return IsComplete && !Pending.IsEmpty ? throw Malformed("unexpected EOF in COPY data") : false;
        if (fields < 0)
        {
            _isOver = true;
            Consume(Pending.Length);
            return false;
        }

        var reader = new PayloadReader(Pending[sizeof(short)..length]);
        for (var i = 0; i < fields; i++)
        {
            var size = reader.ReadInt32();
            row.Add(size < 0 ? CopyValue.Null : new(null, reader.ReadBytes(size).ToArray()));
        }

        Consume(length);
        return true;
    }

    bool TryReadHeader()
    {
        const int Flags = sizeof(int), Extension = sizeof(int);
        if (Pending.Length < Signature.Length + Flags + Extension)
            return IsComplete ? throw Malformed("COPY file signature not recognized") : false;
        if (!Pending.StartsWith(Signature))
            throw Malformed("COPY file signature not recognized");
        var reader = new PayloadReader(Pending[Signature.Length..]);
        if (reader.ReadInt32() != 0)
            throw Malformed("unrecognized critical flags in COPY file header");
        var extension = reader.ReadInt32();
        if (extension is < 0 or > 4096)
            throw Malformed("invalid COPY file header (wrong length)");
        if (reader.Remaining < extension)
            return false;
        Consume(Signature.Length + Flags + Extension + extension);
        return _headerIsRead = true;
    }

    /// <summary>How long the next row is; negative where it has not come as a whole.</summary>
    static int Measure(ReadOnlySpan<byte> bytes, out int fields)
    {
        fields = 0;
        if (bytes.Length < sizeof(short))
            return -1;
        var reader = new PayloadReader(bytes);
        fields = reader.ReadInt16();
        for (var i = 0; i < fields; i++)
        {
            if (reader.Remaining < sizeof(int))
                return -1;
            var size = reader.ReadInt32();
            if (size < -1)
                throw Malformed("unexpected field size in COPY data");
            if (size > reader.Remaining)
                return -1;
            if (size > 0)
                reader.ReadBytes(size);
        }

        return reader.Position;
    }
}
