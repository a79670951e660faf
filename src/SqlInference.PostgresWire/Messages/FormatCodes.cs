using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The formats of parameters or results: none stands for text, one for all.</summary>
public readonly struct FormatCodes(ValueFormat[] codes)
{
    public static readonly FormatCodes AllText = new([]);

    public int Count => codes?.Length ?? 0;

    public ValueFormat this[int field] => codes switch
    {
        null or [] => ValueFormat.Text,
        [var all] => all,
        _ => codes[field],
    };

    /// <summary>Whether they can be meant for this many fields.</summary>
    public bool Fit(int fields) => Count <= 1 || Count == fields;

    internal static FormatCodes Read(ref PayloadReader reader)
    {
        var codes = new ValueFormat[reader.ReadCount(sizeof(short))];
        for (var i = 0; i < codes.Length; i++)
        {
            var code = reader.ReadInt16();
            codes[i] = code is 0 or 1 ? (ValueFormat)code : throw new WireException(SqlStates.ProtocolViolation, $"unsupported format code: {code}");
        }

        return new(codes);
    }
}
