using System.Text;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Scram;

namespace SqlInference.Gateway.Relay;

/// <summary>What PostgreSQL says, on its way to the client.</summary>
/// <param name="hidesBinding">The server is asked over TLS, and the client asks without: it cannot bind its password to TLS, and must not be offered that.</param>
sealed class ServerSide(Stream server, Stream client, Cycles cycles, bool hidesBinding) : IDisposable
{
    const byte OutsideTransaction = (byte)'I';
    const string AuthenticationOk = "\0\0\0\0";
    const string Sasl = "\0\0\0\n";

    readonly RelayBuffer _buffer = new();
    bool _hidesBinding = hidesBinding;
    volatile bool _isEnding;
    volatile bool _isPassing;
    volatile bool _isIdle;
    int _statement;

    public async Task RunAsync()
    {
        while (!(_isEnding && IsIdle) && await _buffer.FillAsync(server).ConfigureAwait(false))
        {
            _isPassing = true;
            _buffer.PassOn();
            while (_buffer.AtMessage)
            {
                // What it says of the transaction has to be known.
                if ((BackendCode)_buffer.Code == BackendCode.ReadyForQuery && !_buffer.HasWhole)
                    break;
                if (_hidesBinding && (BackendCode)_buffer.Code == BackendCode.Authentication)
                {
                    if (!await HideBindingAsync().ConfigureAwait(false))
                        break;
                }
                else if (cycles.Current is not { } change)
                {
                    Count();
                    _buffer.Pass();
                }
                else if (!await ChangeAsync(change).ConfigureAwait(false))
                {
                    break;
                }
            }

            await SendAsync().ConfigureAwait(false);
            _buffer.Compact();
            _isPassing = false;
        }
    }

    /// <summary>Whether PostgreSQL has answered all that was asked, and is in no transaction. What it said last may not have been passed on.</summary>
    bool IsIdle => cycles.IsIdle && _isIdle;

    /// <summary>Goes on until all is answered that was asked, and no transaction is open; true where that is so already.</summary>
    public bool End()
    {
        _isEnding = true;
        return IsIdle && !_isPassing;
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Takes the mechanism with binding out of those that the server offers. False where the message is not there as a whole.</summary>
    async ValueTask<bool> HideBindingAsync()
    {
        if (!_buffer.HasWhole)
            return false;
        var payload = Encoding.Latin1.GetString(_buffer.Payload.Span);
        _hidesBinding = !payload.StartsWith(AuthenticationOk, StringComparison.Ordinal);
        if (!payload.StartsWith(Sasl, StringComparison.Ordinal))
        {
            _buffer.Pass();
            return true;
        }

        await SendAsync().ConfigureAwait(false);
        await client.WriteAsync(Packet.Of((byte)BackendCode.Authentication, payload.Replace($"{ScramServer.BindingMechanism}\0", "", StringComparison.Ordinal)[..^1])).ConfigureAwait(false);
        _buffer.Drop();
        return true;
    }

    void Count()
    {
        switch ((BackendCode)_buffer.Code)
        {
            case BackendCode.ReadyForQuery:
                _statement = 0;
                _isIdle = _buffer.Payload.Span[0] == OutsideTransaction;
                cycles.Answer();
                break;
            case BackendCode.CommandComplete or BackendCode.EmptyQueryResponse or BackendCode.PortalSuspended:
                _statement++;
                break;
        }
    }

    /// <summary>False where the message at hand has to be there as a whole, and is not.</summary>
    async ValueTask<bool> ChangeAsync(Change change)
    {
        var code = (BackendCode)_buffer.Code;
        switch (change)
        {
            case TagChange tag when code == BackendCode.CommandComplete && tag.Statement == _statement:
                if (!_buffer.HasWhole)
                    return false;
                cycles.Finish();
                return await NameAsync(tag.Tag).ConfigureAwait(false);
            case HiddenReady when code == BackendCode.ReadyForQuery:
                return await DropAsync().ConfigureAwait(false);
            case OwnQuestion question:
                return await TakeAsync(question, code).ConfigureAwait(false);
            default:
                Count();
                _buffer.Pass();
                return true;
        }
    }

    async ValueTask<bool> NameAsync(string tag)
    {
        _statement++;
        if (!_buffer.Payload.Span.SequenceEqual("DO\0"u8))
        {
            _buffer.Pass();
            return true;
        }

        await SendAsync().ConfigureAwait(false);
        await client.WriteAsync(Packet.Of((byte)BackendCode.CommandComplete, tag)).ConfigureAwait(false);
        _buffer.Drop();
        return true;
    }

    /// <summary>An answer to the gateway itself.</summary>
    async ValueTask<bool> TakeAsync(OwnQuestion question, BackendCode code)
    {
        if (code is BackendCode.NoticeResponse or BackendCode.NotificationResponse or BackendCode.ParameterStatus or BackendCode.ErrorResponse)
        {
            question.HasFailed |= code == BackendCode.ErrorResponse;
            _buffer.Pass();
            return true;
        }

        if (!_buffer.HasWhole)
            return false;
        if (code == BackendCode.DataRow)
            question.Value = FirstValue(_buffer.Payload.Span);
        if (code != BackendCode.ReadyForQuery)
            return await DropAsync().ConfigureAwait(false);

        if (question is { HasFailed: true, ShowsFailure: true })
        {
            Count();
            _buffer.Pass();
        }
        else
        {
            await DropAsync().ConfigureAwait(false);
        }

        // Before the other side goes on: what it sends next must not be answered ahead of what is still here.
        await SendAsync().ConfigureAwait(false);
        question.Complete();
        return true;
    }

    async ValueTask<bool> DropAsync()
    {
        if (!_buffer.HasWhole)
            return false;
        await SendAsync().ConfigureAwait(false);
        Count();
        _buffer.Drop();
        return true;
    }

    async ValueTask SendAsync()
    {
        if (_buffer.Passed is { IsEmpty: false } passed)
            await client.WriteAsync(passed).ConfigureAwait(false);
        _buffer.Sent();
    }

    static string? FirstValue(ReadOnlySpan<byte> row)
    {
        var reader = new PayloadReader(row);
        return reader.ReadInt16() < 1 || reader.ReadInt32() is not (>= 0 and var length) ? null : Encoding.Latin1.GetString(reader.ReadBytes(length));
    }
}
