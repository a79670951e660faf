using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Scram;

namespace SqlInference.Sidecar.Hosting;

/// <summary>A connection once it is encrypted.</summary>
sealed class EncryptedTransport : IAsyncDisposable
{
    /// <summary>What a TLS handshake begins with.</summary>
    public const byte HandshakeRecord = 0x16;

    readonly SslStream _stream;

    EncryptedTransport(SslStream stream, byte[]? endPoint)
    {
        _stream = stream;
        EndPoint = endPoint;
        Input = PipeReader.Create(stream, new(bufferSize: 16 * 1024, leaveOpen: true));
        Output = PipeWriter.Create(stream, new(leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>By which clients bind the log-in to this connection; null where the certificate does not allow it.</summary>
    public byte[]? EndPoint { get; }

    public static async ValueTask<EncryptedTransport> AcceptAsync(IDuplexPipe plain, SslServerAuthenticationOptions options, CancellationToken cancellation)
    {
        var stream = new SslStream(new DuplexStream(plain));
        try
        {
            await stream.AuthenticateAsServerAsync(options, cancellation).ConfigureAwait(false);
        }
        catch (AuthenticationException exception)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw WireException.Violation($"could not accept SSL connection: {exception.Message}");
        }

        return new(stream, EndPointBinding.Of(options.ServerCertificateContext!.TargetCertificate));
    }

    public async ValueTask DisposeAsync()
    {
        await Output.CompleteAsync().ConfigureAwait(false);
        await Input.CompleteAsync().ConfigureAwait(false);
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The client did not wait for a farewell.
        }
    }
}
