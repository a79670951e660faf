using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>An ErrorResponse or a NoticeResponse.</summary>
/// <param name="Position">In the text of the query, in characters counted from 1; 0 for nowhere.</param>
public readonly record struct Report(Severity Severity, string SqlState, string Text, string? Detail = null, string? Hint = null, int Position = 0)
    : IOutgoingMessage
{
    public byte Code => (byte)(Severity >= Severity.Error ? BackendCode.ErrorResponse : BackendCode.NoticeResponse);

    public static Report Of(WireException exception) =>
        new(exception.IsFatal ? Severity.Fatal : Severity.Error, exception.SqlState, exception.Message, Hint: exception.Hint);

    public void WritePayload(PayloadWriter payload)
    {
        var severity = Severity.ToString().ToUpperInvariant();
        Field(payload, 'S', severity);
        // The same again for programs, whatever the language of the messages.
        Field(payload, 'V', severity);
        Field(payload, 'C', SqlState);
        Field(payload, 'M', Text);
        Field(payload, 'D', Detail);
        Field(payload, 'H', Hint);
        Field(payload, 'P', Position > 0 ? Position.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
        payload.Byte(0);
    }

    static void Field(PayloadWriter payload, char code, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            payload.Byte((byte)code).Text(value);
    }
}
