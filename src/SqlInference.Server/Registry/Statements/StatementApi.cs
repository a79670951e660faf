using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Registry.Training;
using SqlInference.Server.Requests;
using SqlInference.Service;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Statements;

/// <summary>
/// Statements over HTTP, in two halves: the service begins one and says what the caller's session has to do; the session
/// does it, and confirms. See docs/decisions/0003, 0009 and 0011.
/// </summary>
sealed class StatementApi(InferenceService service, StatementRuns runs, RunLimits limits)
{
    const string Statements = "/v1/databases/{database}/statements";
    const string Run = Statements + "/{run}";
    const int LongestWait = 600;

    public void Map(ProtocolRoutes routes)
    {
        routes.Post(Statements, BeginAsync);
        routes.Get(Run, StateAsync);
        routes.Delete(Run, (http, caller) => AnswerAsync(http, caller, static run => run.TakeBack()));
        routes.Put(Run + "/training", UploadAsync);
        routes.Post(Run + "/training", UploadAsync);
        routes.Post(Run + "/confirm", (http, caller) => AnswerAsync(http, caller, static run => run.Confirm()));
        routes.Post(Run + "/fail", FailAsync);
        routes.Post(Run + "/renew", (http, caller) => AnswerAsync(http, caller, static run => run.ThrowIfEnded()));
    }

    async ValueTask BeginAsync(HttpContext http, Caller caller)
    {
        var database = RegistryPath.Database(http, caller);
        var request = await RegistryBodies.ReadAsync(http, RegistryJson.Default.StatementRequest).ConfigureAwait(false);
        var call = new StatementCall(StatementEngine.Of(service, request.Engine), caller, database, request);
        var answer = Begin(call);
        if (answer.Run is null)
        {
            await WriteAsync(http, answer).ConfigureAwait(false);
            return;
        }

        http.Response.Headers.Location = $"{PathOf(database)}/{answer.Run}";
        await WriteAsync(http, answer, StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    StatementAnswer Begin(StatementCall call)
    {
        var run = call.Begin();
        try
        {
            if (run.Training is not null)
                return Train(call, run);
            var functions = Definitions(run);
            if (run.IsReadOnly || !call.HasSession)
                return Done(call, run, functions);
            return Wait(call, run, functions).Answer(PathOf(call.Database));
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            run.Dispose();
            throw;
        }
    }

    StatementAnswer Train(StatementCall call, StatementRun run)
    {
        var running = new RunningStatement(call, run, service.Options.Time, limits.Lease,
            settle: () => runs.Add(call.Pending(run, Definitions(run), limits)),
            goAhead: () => service.Trainings.Start(run, service.Catalog.Models.FindById(run.Version!.Value.ModelId)!.Name, static trained => trained.HandOver(), static () => { }),
            forget: () => runs.Forget(call.Id));
        try
        {
            runs.Add(running);
        }
        catch
        {
            running.Dispose();
            throw;
        }

        return running.Answer(PathOf(call.Database));
    }

    /// <summary>What nobody can undo is done at once; definitions for one query are the session's to run all the same.</summary>
    static StatementAnswer Done(StatementCall call, StatementRun run, string[] functions)
    {
        var result = run.Confirm();
        run.Committed();
        var answer = new StatementAnswer
        {
            Run = null,
            Tag = run.Tag,
            State = RunState.Confirmed,
            Functions = functions,
            Query = run.Query,
            Result = ResultDocument.Of(result),
            Notices = call.Notices(),
        };
        run.Dispose();
        return answer;
    }

    WaitingStatement Wait(StatementCall call, StatementRun run, string[] functions)
    {
        var pending = call.Pending(run, functions, limits);
        if (run.Version is null)
            service.Catalog.Pending.Rehearse(() => run.Confirm());
        runs.Add(pending);
        run.HandOver();
        run.Dispose();
        return new(service, pending);
    }

    async Task UntilTrainedAsync(IBegunStatement run, TimeSpan wait, HttpContext http)
    {
        await Task.WhenAny(run.Trained, Task.Delay(wait, service.Options.Time, http.RequestAborted)).ConfigureAwait(false);
        http.RequestAborted.ThrowIfCancellationRequested();
    }

    static string[] Definitions(StatementRun run) => [.. run.Functions.Items.SelectMany(change => change.Ddl)];

    async ValueTask UploadAsync(HttpContext http, Caller caller)
    {
        var wait = Wait(http);
        var begun = await FindAsync(http, caller).ConfigureAwait(false);
        if (begun is not RunningStatement run)
        {
            begun.ThrowIfEnded();
            throw new SqlInferenceException(ErrorConditions.StatementNotAllowedHere,
                "The statement run wants no training rows.", "Ask for its state, which says what is to be done next.");
        }

        using (run.Attend())
        {
            LiftLimits(http);
            using (var body = TrainingBodies.Open(http))
                await run.ReceiveAsync(body, http.RequestAborted).ConfigureAwait(false);

            if (wait > TimeSpan.Zero)
            {
                await UntilTrainedAsync(run, wait, http).ConfigureAwait(false);
                run.ThrowIfEnded();
            }
        }

        // Once it is trained it waits somewhere else.
        begun = await FindAsync(http, caller).ConfigureAwait(false);
        await WriteAsync(http, begun.Answer(PathOf(run.Database)), StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    async ValueTask StateAsync(HttpContext http, Caller caller)
    {
        var wait = Wait(http);
        if (wait > TimeSpan.Zero)
        {
            var run = await FindAsync(http, caller).ConfigureAwait(false);
            using (run.Attend())
                await UntilTrainedAsync(run, wait, http).ConfigureAwait(false);
        }

        await AnswerAsync(http, caller, static _ => { }).ConfigureAwait(false);
    }

    async ValueTask FailAsync(HttpContext http, Caller caller)
    {
        var request = await RegistryBodies.ReadAsync(http, RegistryJson.Default.FailRequest).ConfigureAwait(false);
        await AnswerAsync(http, caller, run => run.Fail(new(ErrorConditions.TrainingQueryFailed,
            $"The session could not do its part: {request.Reason}", "Mend that, then run the statement again."))).ConfigureAwait(false);
    }

    async ValueTask AnswerAsync(HttpContext http, Caller caller, Action<IBegunStatement> work)
    {
        var run = await FindAsync(http, caller).ConfigureAwait(false);
        using var attention = run.Attend();
        work(run);
        await WriteAsync(http, run.Answer(PathOf(run.Database))).ConfigureAwait(false);
    }

    ValueTask<IBegunStatement> FindAsync(HttpContext http, Caller caller) =>
        runs.GetAsync((string)http.Request.RouteValues["run"]!, RegistryPath.Database(http, caller), caller);

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
