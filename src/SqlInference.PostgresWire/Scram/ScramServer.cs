using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Scram;

/// <summary>
/// The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), with channel binding to the server's certificate
/// (<c>tls-server-end-point</c>, RFC 5929) where the connection is encrypted.
/// </summary>
public sealed class ScramServer
{
    public const string Mechanism = "SCRAM-SHA-256";
    public const string BindingMechanism = "SCRAM-SHA-256-PLUS";

    const string BindingType = "tls-server-end-point";
    const int NonceBytes = 18;

    readonly ScramSecret _secret;
    readonly byte[]? _endPoint;
    string _header = "";
    string _clientFirst = "";
    string _serverFirst = "";
    string _nonce = "";

    /// <param name="endPoint">The hash of the certificate of the connection; null where it is not encrypted.</param>
    public ScramServer(ScramSecret secret, byte[]? endPoint)
    {
        _secret = secret;
        _endPoint = endPoint;
    }

    /// <summary>What the server offers, the better first.</summary>
    public IReadOnlyList<string> Mechanisms => _endPoint is null ? [Mechanism] : [BindingMechanism, Mechanism];

    /// <summary>Answers the client's first message.</summary>
    public byte[] Challenge(string mechanism, ReadOnlySpan<byte> clientFirst) => Challenge(mechanism, clientFirst, Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)));

    internal byte[] Challenge(string mechanism, ReadOnlySpan<byte> clientFirst, string nonce)
    {
        if (!Mechanisms.Contains(mechanism))
            throw new WireException(SqlStates.ProtocolViolation, "client selected an invalid SASL authentication mechanism", isFatal: true);
        var text = ScramMessage.Decode(clientFirst);
        _header = HeaderOf(text);
        CheckBinding(mechanism == BindingMechanism);
        _clientFirst = text[_header.Length..];
        var message = new ScramMessage(_clientFirst);
        // The start of the connection has named the user already; what stands here is ignored, as PostgreSQL does.
        message.Take('n');
        var clientNonce = message.Take('r');
        if (clientNonce.Length == 0)
            throw ScramMessage.Malformed("The nonce is empty.");
        _nonce = clientNonce + nonce;
        _serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(_secret.Salt)},i={_secret.Iterations}");
        return Encoding.ASCII.GetBytes(_serverFirst);
    }

    /// <summary>Checks the client's proof. Null where it does not prove the password; else what proves the server's own knowledge.</summary>
    public byte[]? Verify(ReadOnlySpan<byte> clientFinal)
    {
        var text = ScramMessage.Decode(clientFinal);
        var message = new ScramMessage(text);
        var binding = ScramMessage.Base64(message.Take('c'));
        var nonce = message.Take('r');
        var proof = ScramMessage.Base64(message.Take('p'));
        message.End();
        if (nonce != _nonce)
            throw ScramMessage.Malformed("The nonce is another one.");
        if (!binding.AsSpan().SequenceEqual(ExpectedBinding()))
            throw new WireException(SqlStates.InvalidAuthorization, "SCRAM channel binding check failed", isFatal: true);
        if (proof.Length != SHA256.HashSizeInBytes)
            throw ScramMessage.Malformed("The proof has the wrong length.");

        var withoutProof = text[..text.LastIndexOf(",p=", StringComparison.Ordinal)];
        var authMessage = Encoding.ASCII.GetBytes($"{_clientFirst},{_serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(_secret.StoredKey, authMessage);
        for (var i = 0; i < clientKey.Length; i++)
            clientKey[i] ^= proof[i];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), _secret.StoredKey))
            return null;
        return Encoding.ASCII.GetBytes($"v={Convert.ToBase64String(HMACSHA256.HashData(_secret.ServerKey, authMessage))}");
    }

    /// <summary>Whether the client binds the channel, and as whom it wants to act: <c>n,,</c>.</summary>
    static string HeaderOf(string text)
    {
        var first = text.IndexOf(',', StringComparison.Ordinal);
        var second = first < 0 ? -1 : text.IndexOf(',', first + 1);
        if (second < 0)
            throw ScramMessage.Malformed("The message has no header.");
        if (second > first + 1)
            throw new WireException(SqlStates.FeatureNotSupported, "client uses authorization identity, but it is not supported", isFatal: true);
        return text[..(second + 1)];
    }

    void CheckBinding(bool isBindingMechanism)
    {
        var flag = _header[..^2];
        var fits = flag switch
        {
            "n" => !isBindingMechanism,
            // The client could bind and thinks that the server cannot: true only where that was not offered.
            "y" => !isBindingMechanism && _endPoint is null,
            $"p={BindingType}" => isBindingMechanism,
            _ => false,
        };
        if (!fits)
            throw new WireException(SqlStates.InvalidAuthorization, "SCRAM channel binding negotiation error", isFatal: true);
    }

    byte[] ExpectedBinding() => _header.StartsWith('p') ? [.. Encoding.ASCII.GetBytes(_header), .. _endPoint!] : Encoding.ASCII.GetBytes(_header);
}
