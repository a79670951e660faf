using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using SqlInference.Server.Access;
using SqlInference.Server.Requests;
using SqlInference.Service;

namespace SqlInference.Server.OpenInference;

/// <summary>Answers rows.</summary>
sealed class InferenceCall(InferenceService service)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(HttpContext http, Caller caller)
    {
        var model = ModelRoute.Find(http, caller, service.Published);
        var context = RequestContexts.Of(http, service.Options.Time);
        var plan = OpenInferencePlan.Of(model);
        var exchange = plan.Rent();
        try
        {
            await exchange.Body.ReadAsync(http.Request).ConfigureAwait(false);
            exchange.Read();
            await model.Outputs.ScoreAsync(exchange.Batch, exchange.Results, context).ConfigureAwait(false);
            await AnswerWriter.WriteAsync(exchange, http.Response).ConfigureAwait(false);
        }
        finally
        {
            plan.Return(exchange);
        }
    }
}
