using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;

namespace SqlInference.Inference.Batching;

/// <summary>
/// The places at a backend, who has them, and who waits for one. Whoever is done with a place hands it on to the one
/// whose turn is next. Thread-safe.
/// </summary>
sealed class Places
{
    readonly string _model;
    readonly int _count;
    readonly int _maxBatchRows;
    readonly TimeProvider _time;
    readonly ModelStatistics _statistics;
    readonly Lock _lock = new();
    readonly FairQueue _waiting = new();
    readonly CompanyGauge _company;
    readonly Admission _admission;
    readonly Pace _pace;
    int _free;
    int _long;
    int _gathering;

    public Places(IModelBackend backend, string model, int maxBatchRows, ScoringOptions options, ModelStatistics statistics, TimeProvider time)
    {
        _model = model;
        _maxBatchRows = maxBatchRows;
        _statistics = statistics;
        _time = time;
        _count = Math.Max(1, Math.Min(backend.Concurrency, options.MaxConcurrency ?? int.MaxValue));
        _free = _count;
        _admission = new(model, options);
        _pace = new(maxBatchRows, time);
        _company = new(time);
    }

    /// <summary>Decides when a request of at most a batch runs; where it has to wait, it is in the queue already.</summary>
    /// <param name="isLong">A long run leaves a place to short ones, and says so again when it leaves.</param>
    public Turn Enter(ColumnBatch input, ResultColumns results, RequestContext context, long now, out bool isLong, out WaitingRequest? waiting)
    {
        // Looking around costs more than the lock, and is of use only where a place may be free.
        var gathers = _maxBatchRows > 1 && _pace.MergingPays && Volatile.Read(ref _free) > 0 && _company.IsNear(now);
        waiting = null;
        lock (_lock)
        {
            isLong = _pace.IsLong(input.RowCount);
            if (isLong && ShouldSlice(input.RowCount, now))
                return Turn.InSlices;
            _pace.Saw(input.RowCount, now);
            _company.Saw(context.CallerId, now);
            if (_free > 0 && MayRun(isLong, now) && (isLong || !gathers))
            {
                Occupy(isLong);
                return Turn.Now;
            }

            if (isLong)
                return Turn.InSlices;
            waiting = Enqueue(input, results, context, now);
            if (_free == 0 || _gathering > 0)
                return Turn.Later;
            _free--;
            _gathering++;
            return Turn.Gathered;
        }
    }

    /// <summary>Lets a long request in as a whole; its slices then wait without being counted.</summary>
    public void AdmitLong(int rows, long bytes)
    {
        lock (_lock)
            Admit(rows, bytes);
    }

    public void LeaveLong(int rows, long bytes)
    {
        lock (_lock)
            _admission.Leave(rows, bytes);
    }

    /// <summary>How many rows the next slice of a long request takes, and whether another thread may take one besides.</summary>
    public int NextSlice(int left, out bool mayOverlap)
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            var rows = _pace.SliceRows(now);
            mayOverlap = left > rows && _free > 0 && _waiting.IsEmpty && MayRun(true, now);
            // A rest is not worth a call of its own.
            return left <= rows + rows / 2 && left <= _maxBatchRows ? left : rows;
        }
    }

    /// <summary>A place for a slice, or null where it has one at once.</summary>
    public WaitingRequest? EnterSlice(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            if (_free > 0 && MayRun(true, now))
            {
                Occupy(isLong: true);
                return null;
            }

            var waiting = WaitingRequest.For(input, results, context, isSlice: true, now, bytes: 0);
            _waiting.Enqueue(waiting);
            return waiting;
        }
    }

    public void Learn(int rows, long ticks)
    {
        lock (_lock)
            _pace.Learn(rows, ticks);
    }

    /// <summary>
    /// Ends a run and hands its place on. True where requests wait that have to be merged: the caller sees to it that
    /// somebody runs them, from the same place.
    /// </summary>
    public bool Leave(bool wasLong, int rows, long ticks)
    {
        lock (_lock)
        {
            if (ticks >= 0)
                _pace.Learn(rows, ticks);
            if (wasLong)
                _long--;
            if (!HandOn())
                return false;
            _gathering++;
            return true;
        }
    }

    /// <summary>
    /// The next requests to run together, for somebody who has a place; false where none wait, and the place is gone.
    /// </summary>
    /// <param name="isFirst">True for somebody who has only just got the place.</param>
    /// <param name="another">True where more wait and there is a place for them: the caller sees to it that somebody runs them from it.</param>
    public bool TryTake(List<WaitingRequest> batch, bool isFirst, out bool another)
    {
        another = false;
        lock (_lock)
        {
            if (isFirst)
                _gathering--;
            while (HandOn())
            {
                Fill(batch);
                if (batch.Count > 0)
                {
                    _company.Met(batch.Count);
                    another = _free > 0 && _gathering == 0 && _waiting.Count > 0;
                    if (another)
                    {
                        _free--;
                        _gathering++;
                    }

                    return true;
                }
            }

            return false;
        }
    }

    bool ShouldSlice(int rows, long now) => _pace.IsShared(now)
        ? rows > _pace.SharedRows * 3 / 2
        // Threads of the pool have others to serve; a thread of a database waits for its own rows and nothing else.
        : _free > 1 && rows >= 2 * _pace.AloneRows && Thread.CurrentThread.IsThreadPoolThread;

    bool MayRun(bool isLong, long now) => !isLong || _long < _count - 1 || _count == 1 || !_pace.KeepsLane(now);

    void Occupy(bool isLong)
    {
        _free--;
        if (isLong)
            _long++;
    }

    WaitingRequest Enqueue(ColumnBatch input, ResultColumns results, RequestContext context, long now)
    {
        var bytes = Admission.BytesOf(input);
        Admit(input.RowCount, bytes);
        var request = WaitingRequest.For(input, results, context, isSlice: false, now, bytes);
        _waiting.Enqueue(request);
        return request;
    }

    void Admit(int rows, long bytes)
    {
        if (_admission.TryEnter(rows, bytes) == null)
            return;
        _waiting.DropWhere(DropGivenUp);
        if (_admission.TryEnter(rows, bytes) is not { } why)
            return;
        _statistics.RequestTurnedAway();
        throw Admission.TurnAway(why, _pace.Seconds(_admission.Rows) / _count);
    }

    bool DropGivenUp(WaitingRequest request)
    {
        if (!request.IsCompleted && !FailIfLate(request))
            return false;
        LetGo(request);
        return true;
    }

    bool FailIfLate(WaitingRequest request)
    {
        if (request.Context.Deadline is not { } deadline || deadline > _time.GetUtcNow())
            return false;
        request.Fail(ScoringErrors.DeadlineExceeded(_model));
        return true;
    }

    void LetGo(WaitingRequest request)
    {
        _admission.Leave(request.RowCount, request.Bytes);
        request.LetGo();
    }

    /// <summary>
    /// Gives a place to the slice that is next, and other free ones to those after it. True where requests to be merged
    /// are next: the place is then the caller's. Otherwise it is gone.
    /// </summary>
    bool HandOn()
    {
        var now = _time.GetTimestamp();
        while (_waiting.Peek(MayRun(true, now)) is { } next)
        {
            if (!next.IsSlice)
                return true;
            _waiting.Take(next);
            var granted = next.TryGrant();
            next.LetGo();
            if (!granted)
                continue;
            _long++;
            if (_free == 0)
                return false;
            _free--;
        }

        _free++;
        return false;
    }

    /// <summary>Takes requests up to the rows of one call. Those that wait for nothing any more are dropped.</summary>
    void Fill(List<WaitingRequest> batch)
    {
        var room = Math.Min(_maxBatchRows, _pace.SharedRows);
        while (_waiting.Peek(maySlice: false) is { } next && (next.RowCount <= room || batch.Count == 0))
        {
            _waiting.Take(next);
            _admission.Leave(next.RowCount, next.Bytes);
            if (next.IsCompleted || FailIfLate(next))
            {
                next.LetGo();
                continue;
            }

            batch.Add(next);
            room -= next.RowCount;
        }
    }
}
