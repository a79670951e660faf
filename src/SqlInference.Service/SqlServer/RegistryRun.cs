using SqlInference.Errors;
using SqlInference.Service.Sessions;

namespace SqlInference.Service.SqlServer;

/// <summary>A statement between a session and the service: docs/registry-api.md. Until it has ended, its lease is renewed.</summary>
sealed class RegistryRun : IDisposable
{
    // A small part of the lease of two minutes.
    static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(30);

    readonly IRegistry _registry;
    readonly string _path;
    readonly Timer? _renewal;
    volatile bool _ended;

    RegistryRun(IRegistry registry, string statements, AnswerDocument answer)
    {
        _registry = registry;
        Answer = answer;
        _path = $"{statements}/{answer.Run}";
        _renewal = answer.Run is null ? null : new Timer(_ => Renew(), null, RenewEvery, RenewEvery);
    }

    /// <summary>What the service said last.</summary>
    public AnswerDocument Answer { get; private set; }

    public static RegistryRun Begin(IRegistry registry, string database, StatementBody statement, CancellationToken cancellation)
    {
        var path = $"/v1/databases/{Uri.EscapeDataString(database)}/statements";
        using var body = statement.Content();
        return new(registry, path, AnswerDocument.Read(registry.Send(HttpMethod.Post, path, body, cancellation)));
    }

    /// <summary>Sends the rows that the service wants.</summary>
    public void Upload(TrainingContent rows, CancellationToken cancellation)
    {
        try
        {
            Answer = AnswerDocument.Read(_registry.Send(HttpMethod.Put, Answer.Rows!.Upload, rows, cancellation));
        }
        catch (SqlInferenceException) when (rows.Failure is not null and not IOException)
        {
            // The service only sees that no more comes.
            throw rows.Failure;
        }
    }

    /// <summary>Asks how it is; the answer comes when training is over, or after a moment.</summary>
    public AnswerDocument Wait(CancellationToken cancellation) => Answer = AnswerDocument.Read(_registry.Send(HttpMethod.Get, $"{_path}?wait=1", null, cancellation));

    public void Confirm(CancellationToken cancellation)
    {
        Answer = AnswerDocument.Read(_registry.Send(HttpMethod.Post, $"{_path}/confirm", null, cancellation));
        _ended = true;
    }

    /// <summary>Tells the service why the session could not do its part; a session that was cancelled takes the statement back.</summary>
    public void Fail(Exception reason)
    {
        if (_ended || Answer.Run is null)
            return;
        _ended = true;
        try
        {
            if (reason is SqlInferenceException)
            {
                using var body = new FailureBody(FirstLine(reason.Message)).Content();
                _registry.Send(HttpMethod.Post, $"{_path}/fail", body, CancellationToken.None);
            }
            else
            {
                _registry.Send(HttpMethod.Delete, _path, null, CancellationToken.None);
            }
        }
        catch (SqlInferenceException)
        {
            // The reason is what the user has to hear. The lease ends what was begun.
        }
    }

    public void Dispose()
    {
        _ended = true;
        _renewal?.Dispose();
    }

    void Renew()
    {
        try
        {
            if (!_ended)
                _registry.Send(HttpMethod.Post, $"{_path}/renew", null, CancellationToken.None);
        }
        catch (SqlInferenceException)
        {
            // The next request tells.
        }
    }

    static string FirstLine(string message) => message.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? message[..end] : message;
}
