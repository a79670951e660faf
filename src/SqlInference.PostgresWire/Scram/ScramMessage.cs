using System.Text;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Scram;

/// <summary>The attributes of a SCRAM message: <c>n=user,r=nonce</c>. Their order is fixed.</summary>
ref struct ScramMessage(string text)
{
    string _rest = text;

    /// <summary>The value of the next attribute, which has to be this one.</summary>
    public string Take(char attribute)
    {
        if (_rest.Length < 2 || _rest[0] != attribute || _rest[1] != '=')
            throw Malformed($"Expected attribute \"{attribute}\" but found {(_rest.Length == 0 ? "the end" : $"\"{_rest[0]}\"")}.");
        var comma = _rest.IndexOf(',', StringComparison.Ordinal);
        var value = comma < 0 ? _rest[2..] : _rest[2..comma];
        _rest = comma < 0 ? "" : _rest[(comma + 1)..];
        return value;
    }

    public readonly bool IsAt(char attribute) => _rest.Length > 0 && _rest[0] == attribute;

    public readonly void End()
    {
        if (_rest.Length > 0)
            throw Malformed("The message goes on where it should end.");
    }

    public static string Decode(ReadOnlySpan<byte> message)
    {
        if (message.Contains((byte)0) || !Ascii.IsValid(message))
            throw Malformed("The message holds bytes that do not belong there.");
        return Encoding.ASCII.GetString(message);
    }

    public static byte[] Base64(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var length) ? bytes[..length] : throw Malformed("An attribute is not Base64.");
    }

    public static WireException Malformed(string detail) =>
        new(SqlStates.ProtocolViolation, $"malformed SCRAM message: {detail}", isFatal: true);
}
