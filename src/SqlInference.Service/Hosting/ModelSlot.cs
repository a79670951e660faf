using SqlInference.Errors;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;

namespace SqlInference.Service.Hosting;

/// <summary>
/// The place of one model version in this process: empty, being loaded, or loaded. However many requests come for a
/// model that is not in memory, it is loaded once, beside them; each of them waits as long as it likes.
/// </summary>
/// <param name="name">How errors call the model.</param>
/// <param name="load">Makes the model; given the slot, the statistics go on counting.</param>
sealed class ModelSlot(string name, ModelStatistics statistics, Func<ModelSlot, Task<LoadedModel>> load, TimeProvider time)
{
    /// <summary>How long a failure stands for the next one: whoever asks again at once would only wear out the disk.</summary>
    static readonly TimeSpan FailureStands = TimeSpan.FromMilliseconds(200);

    readonly Lock _gate = new();
    volatile LoadedModel? _loaded;
    ModelLoad? _loading;
    SqlInferenceException? _failure;
    long _failedAt;

    /// <summary>What the version has done, however often it was loaded and unloaded meanwhile.</summary>
    public ModelStatistics Statistics => statistics;

    /// <summary>Whether it has been in memory, be it there now or not.</summary>
    public bool WasLoaded => KnownBytes is not null;

    /// <summary>What it took of memory when it was last loaded; null where it never was.</summary>
    public long? KnownBytes { get; private set; }

    /// <summary>Null while it is not in memory.</summary>
    public LoadedModel? Loaded => _loaded;

    /// <summary>The model, entered, if it is in memory; whoever gets it leaves it again.</summary>
    public LoadedModel? TryEnter() => _loaded is { } loaded && loaded.TryEnter() ? loaded : null;

    /// <summary>The model, entered, once it is in memory.</summary>
    public Task<LoadedModel> EnterAsync(RequestContext context)
    {
        ModelLoad loading;
        lock (_gate)
        {
            if (TryEnter() is { } there)
                return Task.FromResult(there);
            ThrowRecentFailure();
            loading = _loading ??= Begin();
            loading.Waiting++;
        }

        return WaitAsync(loading, context);
    }

    /// <summary>Loads the model if it is not there. Nobody is told of a failure: requests find out by themselves.</summary>
    public Task WarmAsync()
    {
        lock (_gate)
        {
            if (_loaded is not null)
                return Task.CompletedTask;
            return (_loading ??= Begin()).Task.ContinueWith(static load => _ = load.Exception, TaskScheduler.Default);
        }
    }

    /// <summary>Frees the memory once nobody is using the model. Should it be asked for again, it is loaded again.</summary>
    public void Retire()
    {
        LoadedModel? loaded;
        lock (_gate)
        {
            loaded = _loaded;
            if (_loading is { } loading)
                loading.IsRetired = true;
        }

        loaded?.Retire();
    }

    public void Unloaded(LoadedModel loaded)
    {
        lock (_gate)
        {
            if (_loaded == loaded)
                _loaded = null;
        }
    }

    ModelLoad Begin()
    {
        var loading = new ModelLoad();
        // A thread of the pool: the gate is held, and the request may give up.
        loading.Task = Task.Run(() => RunAsync(loading));
        return loading;
    }

    async Task<LoadedModel> RunAsync(ModelLoad loading)
    {
        try
        {
            var loaded = await load(this).ConfigureAwait(false);
            lock (_gate)
            {
                loaded.EnterAll(loading.Waiting);
                loading.Entered = loaded;
                _loaded = loaded;
                KnownBytes = loaded.Bytes;
                _loading = null;
            }

            if (loading.IsRetired)
                loaded.Retire();
            loaded.Leave();
            return loaded;
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                loading.Waiting = 0;
                _loading = null;
                // Whoever finds no room has waited already.
                _failure = exception is SqlInferenceException failure && failure.Condition != ErrorConditions.QueueFull ? failure : null;
                _failedAt = time.GetTimestamp();
            }

            throw;
        }
    }

    async Task<LoadedModel> WaitAsync(ModelLoad loading, RequestContext context)
    {
        try
        {
            if (context.Deadline is not { } deadline)
                return await loading.Task.WaitAsync(context.Cancellation).ConfigureAwait(false);
            var left = deadline - time.GetUtcNow();
            return await loading.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, context.Cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!loading.Task.IsFaulted)
        {
            GiveUp(loading);
            throw new SqlInferenceException(ErrorConditions.DeadlineExceeded,
                $"Model '{name}' was not in memory, and the request's time was over before it was loaded.", "Retry, or give the first request more time.");
        }
        catch (OperationCanceledException)
        {
            GiveUp(loading);
            throw;
        }
    }

    void GiveUp(ModelLoad loading)
    {
        lock (_gate)
        {
            if (loading.Entered is null)
            {
                loading.Waiting--;
                return;
            }
        }

        loading.Entered.Leave();
    }

    void ThrowRecentFailure()
    {
        if (_failure is { } failure && time.GetElapsedTime(_failedAt) < FailureStands)
            throw new SqlInferenceException(failure.Condition, failure.Message, failure.Hint, failure);
        _failure = null;
    }
}
