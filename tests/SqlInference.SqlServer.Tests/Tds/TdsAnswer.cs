using System.Buffers.Binary;
using System.Text;

namespace SqlInference.SqlServer.Tests.Tds;

/// <summary>What a server says to a batch, token by token: https://learn.microsoft.com/openspecs/windows_protocols/ms-tds</summary>
sealed class TdsAnswer
{
    const ushort Final = 0, HasCount = 0x10, HasError = 0x02, WasCancelled = 0x20, More = 0x01;

    static readonly byte[] Collation = [0x09, 0x04, 0xD0, 0x00, 0x34];

    readonly TdsBytes _writer = new();

    /// <summary>An answer that comes only when the client gives the batch up.</summary>
    public bool IsAwaited { get; private init; }

    public static TdsAnswer Never => new() { IsAwaited = true };

    public static TdsAnswer Nothing => new TdsAnswer().Done(0xC1, Final, 0);

    public static TdsAnswer Cancelled => new TdsAnswer().Done(0, WasCancelled, 0);

    public static TdsAnswer Changed(long rows) => new TdsAnswer().Done(0xC3, HasCount, rows);

    /// <summary>One row of one value.</summary>
    public static TdsAnswer Value(object? value) => new TdsAnswer().Rows(["value"], [value]).End();

    public static TdsAnswer Error(int number, string message, int line = 1, byte severity = 16, string procedure = "") =>
        new TdsAnswer().Message(0xAA, number, message, severity, line, procedure).Done(0xFD, HasError, 0);

    public static TdsAnswer Login(string database)
    {
        var answer = new TdsAnswer();
        answer.Change(1, database, "master");
        answer.Token(0xE3, token =>
        {
            token.Write((byte)7);
            token.Write((byte)Collation.Length);
            token.Write(Collation);
            token.Write((byte)0);
        });
        answer.Token(0xAD, token =>
        {
            token.Write((byte)1);
            token.Write(BinaryPrimitives.ReverseEndianness(0x74000004));
            token.Short("Microsoft SQL Server");
            token.Write(BinaryPrimitives.ReverseEndianness(0x0F000000));
        });
        return answer.Done(0, Final, 0);
    }

    /// <summary>Columns of integers, doubles, bits or texts, as the values of the first row are.</summary>
    public TdsAnswer Rows(string[] columns, params object?[][] rows)
    {
        _writer.Write((byte)0x81);
        _writer.Write((ushort)columns.Length);
        var kinds = columns.Select((_, i) => rows.Select(row => row[i]).FirstOrDefault(value => value is not null)).ToArray();
        foreach (var (i, name) in columns.Index())
            Column(name, kinds[i]);
        foreach (var row in rows)
        {
            _writer.Write((byte)0xD1);
            foreach (var (i, value) in row.Index())
                Value(value, kinds[i]);
        }

        return Done(0xC1, HasCount | More, rows.Length);
    }

    public TdsAnswer Notice(string text) => Message(0xAB, 0, text, 0, 1, "");

    public TdsAnswer End() => Done(0xFD, Final, 0);

    public byte[] ToArray() => _writer.ToArray();

    TdsAnswer Done(ushort command, ushort status, long rows)
    {
        _writer.Write((byte)0xFD);
        _writer.Write(status);
        _writer.Write(command);
        _writer.Write(rows);
        return this;
    }

    TdsAnswer Message(byte kind, int number, string message, byte severity, int line, string procedure)
    {
        Token(kind, token =>
        {
            token.Write(number);
            token.Write((byte)1);
            token.Write(severity);
            token.Write((ushort)message.Length);
            token.Write(Encoding.Unicode.GetBytes(message));
            token.Short("server");
            token.Short(procedure);
            token.Write(line);
        });
        return this;
    }

    void Change(byte what, string now, string before) => Token(0xE3, token =>
    {
        token.Write(what);
        token.Short(now);
        token.Short(before);
    });

    void Token(byte kind, Action<TdsBytes> write)
    {
        var body = new TdsBytes();
        write(body);
        _writer.Write(kind);
        _writer.Write((ushort)body.Length);
        _writer.Write(body.ToArray());
    }

    void Column(string name, object? kind)
    {
        _writer.Write(0);
        _writer.Write((ushort)1);
        switch (kind)
        {
            case int: _writer.Write((byte)0x26); _writer.Write((byte)4); break;
            case double: _writer.Write((byte)0x6D); _writer.Write((byte)8); break;
            case bool: _writer.Write((byte)0x68); _writer.Write((byte)1); break;
            default:
                _writer.Write((byte)0xE7);
                _writer.Write((ushort)8000);
                _writer.Write(Collation);
                break;
        }

        _writer.Short(name);
    }

    void Value(object? value, object? kind)
    {
        switch (value)
        {
            case null when kind is int or double or bool: _writer.Write((byte)0); break;
            case null: _writer.Write(ushort.MaxValue); break;
            case int number: _writer.Write((byte)4); _writer.Write(number); break;
            case double number: _writer.Write((byte)8); _writer.Write(number); break;
            case bool bit: _writer.Write((byte)1); _writer.Write(bit); break;
            default:
                var text = Encoding.Unicode.GetBytes((string)value);
                _writer.Write((ushort)text.Length);
                _writer.Write(text);
                break;
        }
    }
}
