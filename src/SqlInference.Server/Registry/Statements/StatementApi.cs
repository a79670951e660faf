using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Registry.Training;
using SqlInference.Server.Requests;
using SqlInference.Service;

namespace SqlInference.Server.Registry.Statements;

/// <summary>
/// Statements over HTTP, in two halves: the service begins one and says what the caller's session has to do; the session
/// does it, and confirms. See docs/decisions/0003 and 0008.
/// </summary>
sealed class StatementApi(InferenceService service, StatementRuns runs, RunLimits limits)
{
    const string Statements = "/v1/databases/{database}/statements";
    const string Run = Statements + "/{run}";
    const int LongestWait = 600;

    readonly StatementEngine _engine = new(service);

    public void Map(ProtocolRoutes routes)
    {
        routes.Post(Statements, BeginAsync);
        routes.Get(Run, (http, caller) => AnswerAsync(http, Find(http, caller), static _ => { }));
        routes.Delete(Run, (http, caller) => AnswerAsync(http, Find(http, caller), static run => run.End(new OperationCanceledException("its client gave it up"))));
        routes.Put(Run + "/training", UploadAsync);
        routes.Post(Run + "/training", UploadAsync);
        routes.Post(Run + "/confirm", (http, caller) => AnswerAsync(http, Find(http, caller), static run => run.Confirm()));
        routes.Post(Run + "/fail", FailAsync);
        routes.Post(Run + "/renew", (http, caller) => AnswerAsync(http, Find(http, caller), static run => run.ThrowIfEnded()));
    }

    async ValueTask BeginAsync(HttpContext http, Caller caller)
    {
        var database = RegistryPath.Database(http, caller);
        var request = await RegistryBodies.ReadAsync(http, RegistryJson.Default.StatementRequest).ConfigureAwait(false);
        StatementEngine.Check(request.Engine);
        var run = Begin(caller, database, request);
        using var attention = run.Attend();
        try
        {
            run.Prepare();
            if (run.NeedsNoSession)
            {
                run.Confirm();
                await WriteAsync(http, run.Answer("") with { Run = null }).ConfigureAwait(false);
                run.Dispose();
                return;
            }

            runs.Add(run);
        }
        catch
        {
            run.Dispose();
            throw;
        }

        http.Response.Headers.Location = $"{PathOf(database)}/{run.Id}";
        await WriteAsync(http, run.Answer(PathOf(database)), StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    PendingStatement Begin(Caller caller, string database, StatementRequest request)
    {
        var statement = StatementEngine.Parse(request.Statement);
        var notices = new List<string>();
        var context = StatementEngine.ContextOf(caller, database, request, notice =>
        {
            lock (notices)
                notices.Add(notice);
        });
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new(id, _engine.Begin(statement, context), database, caller.Principal, notices, service.Options.Time, limits.Lease,
            forget: () => runs.Forget(id));
    }

    async ValueTask UploadAsync(HttpContext http, Caller caller)
    {
        var run = Find(http, caller);
        var wait = Wait(http);
        using var attention = run.Attend();
        LiftLimits(http);
        using (var body = TrainingBodies.Open(http))
            await run.ReceiveAsync(body, http.RequestAborted).ConfigureAwait(false);

        if (wait > TimeSpan.Zero)
        {
            await Task.WhenAny(run.Trained, Task.Delay(wait, service.Options.Time, http.RequestAborted)).ConfigureAwait(false);
            http.RequestAborted.ThrowIfCancellationRequested();
            run.ThrowIfEnded();
        }

        await WriteAsync(http, run.Answer(PathOf(run.Database)), StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    async ValueTask FailAsync(HttpContext http, Caller caller)
    {
        var run = Find(http, caller);
        var request = await RegistryBodies.ReadAsync(http, RegistryJson.Default.FailRequest).ConfigureAwait(false);
        await AnswerAsync(http, run, ended => ended.End(new SqlInferenceException(ErrorConditions.TrainingQueryFailed,
            $"The session could not do its part: {request.Reason}", "Mend that, then run the statement again."))).ConfigureAwait(false);
    }

    static async ValueTask AnswerAsync(HttpContext http, PendingStatement run, Action<PendingStatement> work)
    {
        using var attention = run.Attend();
        work(run);
        await WriteAsync(http, run.Answer(PathOf(run.Database))).ConfigureAwait(false);
    }

    PendingStatement Find(HttpContext http, Caller caller) =>
        runs.Get((string)http.Request.RouteValues["run"]!, RegistryPath.Database(http, caller), caller);

    static ValueTask WriteAsync(HttpContext http, StatementAnswer answer, int status = StatusCodes.Status200OK) =>
        RegistryBodies.WriteAsync(http, answer, RegistryJson.Default.StatementAnswer, status);

    static string PathOf(string database) => $"/v1/databases/{Uri.EscapeDataString(database)}/statements";

    /// <summary>Training data may be of any size and come as slowly as a query answers; that nothing comes at all is noticed while reading.</summary>
    static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    static TimeSpan Wait(HttpContext http)
    {
        var wait = http.Request.Query["wait"];
        if (wait.Count == 0)
            return TimeSpan.Zero;
        if (int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestWait)
            return TimeSpan.FromSeconds(seconds);
        throw new SqlInferenceException(ErrorConditions.RequestMalformed, $"wait is '{wait}'; it has to be a whole number of seconds up to {LongestWait}.");
    }
}
