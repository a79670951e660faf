using System.Text;
using SqlInference.Gateway.Rewriting;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Gateway.Relay;

/// <summary>What the client says, on its way to PostgreSQL, with other words in the place of statements about models.</summary>
sealed class ClientSide(Stream client, Stream server, Cycles cycles, GatewayOptions options, Action<string> log) : IDisposable
{
    /// <summary>Longer texts pass unread: nobody writes a statement about a model like that.</summary>
    const int LongestText = 4 << 20;

    readonly RelayBuffer _buffer = new();

    // What statements and portals of ours are called when they are done.
    readonly Dictionary<string, string> _statements = [];
    readonly Dictionary<string, string> _portals = [];

    int _executed;
    bool _isInCycle;
    bool _isSkipping;

    public async Task RunAsync()
    {
        while (await _buffer.FillAsync(client).ConfigureAwait(false))
        {
            _buffer.PassOn();
            while (_buffer.AtMessage && await TakeAsync().ConfigureAwait(false))
            {
            }

            await SendAsync().ConfigureAwait(false);
            _buffer.Compact();
        }
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>False where the message at hand has to be there as a whole, and is not.</summary>
    ValueTask<bool> TakeAsync()
    {
        var code = (FrontendCode)_buffer.Code;
        if (_isSkipping && code is not (FrontendCode.Sync or FrontendCode.Terminate))
            return SkipAsync();
        switch (code)
        {
            case FrontendCode.Query or FrontendCode.Parse when _buffer.Length <= LongestText:
                if (!_buffer.HasWhole)
                    return new(false);
                if (ModelWords.MayBeIn(_buffer.Payload.Span))
                    return code == FrontendCode.Query ? QueryAsync() : ParseAsync();
                if (code == FrontendCode.Parse && _statements.Count > 0)
                    _statements.Remove(NameIn(_buffer.Payload.Span, 0));
                break;
            case FrontendCode.Bind or FrontendCode.Execute or FrontendCode.Close when _statements.Count > 0:
                if (!_buffer.HasWhole)
                    return new(false);
                Follow(code, _buffer.Payload.Span);
                break;
        }

        Count(code);
        _buffer.Pass();
        return new(true);
    }

    void Count(FrontendCode code)
    {
        switch (code)
        {
            case FrontendCode.Query or FrontendCode.Sync or FrontendCode.FunctionCall:
                (_executed, _isInCycle, _isSkipping) = (0, false, false);
                cycles.Ask();
                break;
            case FrontendCode.Execute:
                _executed++;
                _isInCycle = true;
                break;
            case FrontendCode.Parse or FrontendCode.Bind or FrontendCode.Describe or FrontendCode.Close:
                _isInCycle = true;
                break;
        }
    }

    void Follow(FrontendCode code, ReadOnlySpan<byte> payload)
    {
        switch (code)
        {
            case FrontendCode.Bind:
                var portal = NameIn(payload, 0);
                if (_statements.TryGetValue(NameIn(payload, portal.Length + 1), out var tag))
                    _portals[portal] = tag;
                else
                    _portals.Remove(portal);
                break;
            case FrontendCode.Execute when _portals.TryGetValue(NameIn(payload, 0), out var done):
                cycles.Add(new TagChange(cycles.Asked, _executed, done));
                break;
            case FrontendCode.Close:
                (payload is [(byte)'S', ..] ? _statements : _portals).Remove(NameIn(payload, 1));
                break;
        }
    }

    async ValueTask<bool> QueryAsync()
    {
        if (await TakeRewrittenAsync(FrontendCode.Query, _buffer.Payload[..^1]).ConfigureAwait(false) is not { Text: { } text } rewritten)
            return true;
        for (var i = 0; i < rewritten.Tags.Count; i++)
        {
            if (rewritten.Tags[i] is { } tag)
                cycles.Add(new TagChange(cycles.Asked, i, tag));
        }

        Count(FrontendCode.Query);
        await server.WriteAsync(Packet.Of((byte)FrontendCode.Query, text)).ConfigureAwait(false);
        return true;
    }

    async ValueTask<bool> ParseAsync()
    {
        var payload = _buffer.Payload;
        var name = NameIn(payload.Span, 0);
        var text = payload[(name.Length + 1)..];
        if (text.Span.IndexOf((byte)0) is not (>= 0 and var length))
            throw WireException.Violation("A text in a message has no end.");
        var rest = text[(length + 1)..].ToArray();
        text = text[..length];
        _statements.Remove(name);

        if (await TakeRewrittenAsync(FrontendCode.Parse, text).ConfigureAwait(false) is not { } rewritten)
            return true;
        if (rewritten.Text is null)
        {
            _isSkipping = true;
            return true;
        }

        if (rewritten.Tags is [{ } tag])
            _statements[name] = tag;
        Count(FrontendCode.Parse);
        await server.WriteAsync(Packet.Of((byte)FrontendCode.Parse, $"{name}\0{rewritten.Text}", rest)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes the message at hand out of what is passed on; null where it is not about models, and has been passed.</summary>
    async ValueTask<RewrittenText?> TakeRewrittenAsync(FrontendCode code, ReadOnlyMemory<byte> text)
    {
        var rewritten = await TextRewriter.RewriteAsync(text, statement => AskAsync(statement, showsFailure: code == FrontendCode.Query)).ConfigureAwait(false);
        if (rewritten is null)
        {
            Count(code);
            _buffer.Pass();
            return null;
        }

        await SendAsync().ConfigureAwait(false);
        log(Encoding.Latin1.GetString(text.Span));
        _buffer.Drop();
        return rewritten;
    }

    /// <summary>Asks PostgreSQL, in the session itself, for the query that answers for a statement.</summary>
    async ValueTask<string?> AskAsync(string statement, bool showsFailure)
    {
        await SendAsync().ConfigureAwait(false);
        if (_isInCycle)
        {
            // What came before must be answered first. In a transaction nothing is changed by it.
            cycles.Add(new HiddenReady(cycles.Asked));
            Count(FrontendCode.Sync);
            await server.WriteAsync(Packet.Sync).ConfigureAwait(false);
        }

        var question = new OwnQuestion(cycles.Asked, showsFailure);
        cycles.Add(question);
        Count(FrontendCode.Query);
        await server.WriteAsync(Packet.Of((byte)FrontendCode.Query, StatementRewriter.QueryOf(statement))).ConfigureAwait(false);
        try
        {
            return await question.Answer.WaitAsync(options.AnswerTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new IOException("the server does not answer", exception);
        }
    }

    /// <summary>As PostgreSQL does after an error, up to the next Sync.</summary>
    async ValueTask<bool> SkipAsync()
    {
        if (!_buffer.HasWhole)
            return false;
        await SendAsync().ConfigureAwait(false);
        _buffer.Drop();
        return true;
    }

    async ValueTask SendAsync()
    {
        if (_buffer.Passed is { IsEmpty: false } passed)
            await server.WriteAsync(passed).ConfigureAwait(false);
        _buffer.Sent();
    }

    static string NameIn(ReadOnlySpan<byte> payload, int start)
    {
        if (start > payload.Length || payload[start..].IndexOf((byte)0) is not (>= 0 and var length))
            throw WireException.Violation("A text in a message has no end.");
        return Encoding.Latin1.GetString(payload.Slice(start, length));
    }
}
