using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using SqlInference.Inference.Remote.Connections;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>Retries around a circuit breaker around a time limit for each attempt.</summary>
static class CallPipeline
{
    static readonly ResiliencePropertyKey<bool> MayHaveRunBefore = new("may have run before");

    public static ResiliencePipeline<RemoteReply> Build(TimeSpan timeout, RetryPolicy retry, BreakerPolicy breaker, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<RemoteReply> { TimeProvider = time };
        if (retry.MaxRetries > 0)
            builder.AddRetry(Retry(retry));
        return builder.AddCircuitBreaker(Breaker(breaker)).AddTimeout(timeout).Build();
    }

    static RetryStrategyOptions<RemoteReply> Retry(RetryPolicy policy) => new()
    {
        MaxRetryAttempts = policy.MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = policy.FirstDelay,
        MaxDelay = policy.LongestDelay,
        ShouldHandle = attempt => new(ShouldRetry(attempt.Outcome.Exception, attempt.Context, policy)),
        DelayGenerator = attempt => new((attempt.Outcome.Exception as AttemptException)?.RetryAfter),
    };

    static bool ShouldRetry(Exception? exception, ResilienceContext context, RetryPolicy policy)
    {
        if (exception is AttemptException failure)
        {
            if (failure.RetryAfter > policy.LongestDelay)
                return false;
            if (failure.IsSafeToRepeat)
                return true;
        }

        if (exception is not (TimeoutRejectedException or AttemptException { MayHaveRun: true }))
            return false;
        var again = context.Properties.GetValue(MayHaveRunBefore, false);
        context.Properties.Set(MayHaveRunBefore, true);
        return !again;
    }

    static CircuitBreakerStrategyOptions<RemoteReply> Breaker(BreakerPolicy policy) => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = policy.LeastRequests,
        SamplingDuration = policy.Window,
        BreakDuration = policy.Pause,
        ShouldHandle = attempt => new(attempt.Outcome.Exception is TimeoutRejectedException or AttemptException { IsEndpointFault: true }),
    };
}
