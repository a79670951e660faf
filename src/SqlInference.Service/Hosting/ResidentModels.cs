using SqlInference.Errors;

namespace SqlInference.Service.Hosting;

/// <summary>
/// The models in memory, and how much of it they may take. Whoever loads a model asks for room first, and what nobody is
/// using gives way for it. A fifth of the budget is for newcomers: a model that was asked for again is not driven out by
/// many that are asked for once. Where everything is in use, loads wait in line, for a while.
/// </summary>
sealed class ResidentModels(long? budget, TimeSpan patience, TimeProvider time)
{
    const int NewcomersShare = 5;

    readonly Lock _gate = new();
    readonly HashSet<LoadedModel> _models = [];
    readonly LinkedList<RoomRequest> _waiting = [];
    long _bytes;
    long _loads;
    long _unloads;
    long _evictions;
    long _entriesOfUnloaded;
    long _misses;
    long _loadMicroseconds;
    volatile bool _pressed;

    /// <summary>Null for as much as there is.</summary>
    public long? Budget => budget;

    public long Now => time.GetTimestamp();

    /// <summary>Somebody waits for a model to become idle.</summary>
    public bool IsPressed => _pressed;

    /// <summary>
    /// Loads a model into room that is made for it. Where it turns out larger than was expected and what is in use leaves no
    /// room for the difference, it is let go of again and waits for as much as it takes.
    /// </summary>
    /// <exception cref="SqlInferenceException">It is larger than everything, or everything has been in use for too long.</exception>
    public async Task<LoadedModel> LoadAsync(string name, long expected, Func<ValueTask<LoadedModel>> load)
    {
        while (true)
        {
            await ReserveAsync(name, expected).ConfigureAwait(false);
            LoadedModel model;
            try
            {
                model = await load().ConfigureAwait(false);
            }
            catch
            {
                Back(expected);
                throw;
            }

            if (TrySettle(model, expected))
                return model;
            model.Scorer.Dispose();
            expected = model.Bytes;
        }
    }

    async Task ReserveAsync(string model, long bytes)
    {
        RequireFits(model, bytes);
        RoomRequest request;
        var going = new List<LoadedModel>();
        lock (_gate)
        {
            request = new(bytes);
            _waiting.AddLast(request);
            Serve(going);
        }

        Unload(going);
        if (!request.Granted.IsCompleted)
            await WaitAsync(model, request).ConfigureAwait(false);
    }

    /// <summary>Refuses a model that would not fit if it were alone.</summary>
    public void RequireFits(string model, long bytes)
    {
        if (bytes > budget)
            throw MemoryErrors.TooLarge(model, bytes, budget.Value);
    }

    /// <summary>What was reserved for it now holds this model, or is given back where the model needs more than there is.</summary>
    bool TrySettle(LoadedModel model, long reserved)
    {
        var going = new List<LoadedModel>();
        bool settled;
        lock (_gate)
        {
            settled = TryReserve(model.Bytes - reserved, going);
            if (settled)
            {
                _models.Add(model);
                _loads++;
                _loadMicroseconds += (long)model.LoadTime.TotalMicroseconds;
            }
            else
            {
                _bytes -= reserved;
            }

            Serve(going);
        }

        Unload(going);
        return settled;
    }

    /// <summary>Nothing came of it.</summary>
    void Back(long reserved)
    {
        var going = new List<LoadedModel>();
        lock (_gate)
        {
            _bytes -= reserved;
            Serve(going);
        }

        Unload(going);
    }

    /// <summary>The last request has left a model for which something waits, or that nobody needs any more.</summary>
    public void Idle(LoadedModel model)
    {
        var going = new List<LoadedModel>();
        lock (_gate)
        {
            if (model.IsRetired && _models.Contains(model) && model.TryClose())
                Remove(model, going);
            Serve(going);
        }

        Unload(going);
    }

    /// <summary>Lets go of every model, each as soon as it is idle.</summary>
    public void RetireAll()
    {
        LoadedModel[] models;
        lock (_gate)
            models = [.. _models];
        foreach (var model in models)
            model.Retire();
    }

    public void Missed(int requests) => Interlocked.Add(ref _misses, requests);

    public ModelHostSnapshot Snapshot()
    {
        lock (_gate)
        {
            var entries = _entriesOfUnloaded + _models.Sum(model => model.Entries);
            var misses = Interlocked.Read(ref _misses);
            return new(_models.Count, _bytes, budget, Math.Max(0, entries - misses), misses, _loads, _unloads, _evictions, TimeSpan.FromMicroseconds(_loadMicroseconds));
        }
    }

    async Task WaitAsync(string model, RoomRequest request)
    {
        try
        {
            await request.Granted.WaitAsync(patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var going = new List<LoadedModel>();
            lock (_gate)
            {
                if (!_waiting.Remove(request))
                    return;
                Serve(going);
            }

            Unload(going);
            throw MemoryErrors.NoRoom(model, request.Bytes, budget!.Value, patience);
        }
    }

    // In the order in which they came: a large model would wait for ever if smaller ones could overtake it.
    void Serve(List<LoadedModel> going)
    {
        // Said before looking for idle models: whoever leaves one later sees it, and comes here again.
        _pressed = true;
        Interlocked.MemoryBarrier();
        while (_waiting.First?.Value is { } request && TryReserve(request.Bytes, going))
        {
            _waiting.RemoveFirst();
            request.Grant();
        }

        _pressed = _waiting.Count > 0;
    }

    bool TryReserve(long bytes, List<LoadedModel> going)
    {
        while (_bytes + bytes > budget)
        {
            if (Dispensable() is not { } model)
                return false;
            if (!model.TryClose())
                continue;
            _evictions++;
            Remove(model, going);
        }

        _bytes += bytes;
        return true;
    }

    LoadedModel? Dispensable()
    {
        LoadedModel? newcomer = null, established = null;
        long newcomers = 0;
        foreach (var model in _models)
        {
            var isNew = model.Entries <= 1;
            if (isNew)
                newcomers += model.Bytes;
            if (!model.IsIdle)
                continue;
            ref var oldest = ref isNew ? ref newcomer : ref established;
            if (oldest is null || model.LastUsed < oldest.LastUsed)
                oldest = model;
        }

        return newcomers >= budget / NewcomersShare ? newcomer ?? established : established ?? newcomer;
    }

    void Remove(LoadedModel model, List<LoadedModel> going)
    {
        _models.Remove(model);
        _bytes -= model.Bytes;
        _unloads++;
        _entriesOfUnloaded += model.Entries;
        going.Add(model);
    }

    // Outside of the gate: freeing much memory takes time.
    static void Unload(List<LoadedModel> going)
    {
        foreach (var model in going)
        {
            model.Slot.Unloaded(model);
            model.Scorer.Dispose();
        }
    }
}
