using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>Values for a statement's parameters, which make it a portal. The values are the message's memory.</summary>
public readonly struct BindMessage
{
    readonly ReadOnlyMemory<byte> _payload;
    readonly (int Start, int Length)[] _values;

    BindMessage(string portal, string statement, FormatCodes parameterFormats, ReadOnlyMemory<byte> payload, (int, int)[] values, FormatCodes resultFormats)
    {
        Portal = portal;
        Statement = statement;
        ParameterFormats = parameterFormats;
        ResultFormats = resultFormats;
        _payload = payload;
        _values = values;
    }

    public string Portal { get; }

    public string Statement { get; }

    public FormatCodes ParameterFormats { get; }

    public FormatCodes ResultFormats { get; }

    public int ParameterCount => _values.Length;

    public bool IsNull(int parameter) => _values[parameter].Length < 0;

    public ReadOnlySpan<byte> Value(int parameter) => _payload.Span.Slice(_values[parameter].Start, _values[parameter].Length);

    public static BindMessage Read(Message message)
    {
        var reader = message.Reader();
        var (portal, statement) = (reader.ReadText(), reader.ReadText());
        var parameterFormats = FormatCodes.Read(ref reader);
        var values = new (int, int)[reader.ReadCount(sizeof(int))];
        for (var i = 0; i < values.Length; i++)
        {
            var length = reader.ReadInt32();
            values[i] = (reader.Position, length);
            if (length < -1)
                throw WireException.Violation($"A parameter has the length {length}.");
            if (length > 0)
                reader.ReadBytes(length);
        }

        var resultFormats = FormatCodes.Read(ref reader);
        reader.End();
        if (!parameterFormats.Fit(values.Length))
            throw new WireException(SqlStates.ProtocolViolation, $"bind message has {parameterFormats.Count} parameter formats but {values.Length} parameters");
        return new(portal, statement, parameterFormats, message.Payload, values, resultFormats);
    }
}
