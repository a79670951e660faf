using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>What happens to a model while it is trained.</summary>
public sealed class SupervisionTests : IDisposable
{
    const string Train = "CREATE MODEL k FROM (SELECT x FROM t) FUNCTION k MODEL_TYPE RANDOM_CUT_FOREST";

    static readonly ModelName Name = new("local", "public", "k");

    readonly ManualTime _time = new();
    readonly Workplace _work;

    public SupervisionTests()
    {
        _work = new(new ServiceOptions { Time = _time });
        _work.Run("CREATE TABLE t AS SELECT i AS x FROM range(5000) r(i)");
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public void The_lease_is_renewed_with_the_progress_as_long_as_training_lasts()
    {
        var leases = new List<(DateTimeOffset? Until, double? Progress)>();
        WhileTraining(() =>
        {
            // Twice as long as a lease lasts.
            for (var i = 0; i < 24; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                var version = Assert.Single(_work.Models.Versions(_work.Models.Get(Name).Id));
                Assert.True(version.LeaseUntil > _time.GetUtcNow());
                leases.Add((version.LeaseUntil, version.Progress));
            }

            Assert.Equal(ModelState.Training, _work.Models.Get(Name).State);
            using var other = _work.Connect();
            Assert.Matches("^[0-9]+%$", Workplace.Run(other, "SHOW MODEL k")["Training Progress"]);
            var notReady = Assert.Throws<SqlInferenceException>(() => Workplace.Run(other, "SELECT k(1)"));
            Assert.Matches(@"^Model public\.k is TRAINING \([0-9]+%\)\.$", notReady.Message);
        });

        Assert.True(leases[^1].Until > leases[0].Until);
        Assert.True(leases[^1].Progress > 0);
        Assert.Equal(ModelState.Ready, _work.Models.Get(Name).State);
    }

    [Fact]
    public void Training_stops_when_MAX_RUNTIME_is_over()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => WhileTraining(() => _time.Advance(TimeSpan.FromSeconds(31)), " SETTINGS (MAX_RUNTIME 30)"));
        Assert.Equal(ErrorConditions.DeadlineExceeded, exception.Condition);
        Assert.Equal("Training of model public.k did not end within 30 seconds, which is its MAX_RUNTIME.", exception.Message);
        Assert.Equal(exception.Message, _work.Models.Get(Name).FailureReason);
        _work.Run(Train);
    }

    [Fact]
    public void Training_stops_when_the_model_is_dropped()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => WhileTraining(() =>
        {
            using var other = _work.Connect();
            Workplace.Run(other, "DROP MODEL k");
            _time.Advance(TimeSpan.FromSeconds(10));
        }));
        Assert.Equal("Model public.k was dropped while it was being made.", exception.Message);
        Assert.Empty(_work.Models.List());
        _work.Run(Train);
    }

    [Fact]
    public void Nobody_else_makes_the_same_model_meanwhile()
    {
        WhileTraining(() =>
        {
            using var other = _work.Connect();
            foreach (var statement in new[] { Train, Train.Replace("CREATE", "CREATE OR REPLACE", StringComparison.Ordinal) })
                Assert.ThrowsAny<SqlInferenceException>(() => Workplace.Run(other, statement));
        });
        Assert.Equal(1, _work.Models.Get(Name).CurrentVersion);
    }

    [Fact]
    public void Interrupting_the_training_leaves_nothing()
    {
        var before = _work.State();
        using var interrupt = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => WhileTraining(interrupt.Cancel, "", "CREATE", interrupt.Token));
        Assert.Equal(before, _work.State());
        Assert.Empty(_work.Models.List());
        _work.Run(Train);
    }

    [Fact]
    public void Interrupting_the_training_query_leaves_nothing()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.CancelAfter(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => _work.Run(
            "CREATE MODEL k FROM (SELECT sum(a.i * b.i) AS x FROM range(1000000) a(i), range(1000000) b(i)) FUNCTION k MODEL_TYPE RANDOM_CUT_FOREST", interrupt.Token));
        Assert.Empty(_work.Models.List());
        Assert.Equal("1", _work.Run("SELECT 1").Single);
    }

    [Fact]
    public void An_interrupted_replacement_leaves_the_version_that_served()
    {
        _work.Run(Train);
        using var interrupt = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => WhileTraining(interrupt.Cancel, "", "CREATE OR REPLACE", interrupt.Token));
        Assert.Equal(1, _work.Models.Get(Name).CurrentVersion);
        Assert.Single(_work.Models.Versions(_work.Models.Get(Name).Id));
        Assert.Equal("true", _work.Run("SELECT k(5) > 0").Single);
    }

    /// <summary>Does something once, in the middle of a training.</summary>
    void WhileTraining(Action action, string settings = "", string create = "CREATE", CancellationToken cancellation = default)
    {
        var calls = 0;
        Exception? failure = null;
        Workplace.Run(_work.Session, Train.Replace("CREATE", create, StringComparison.Ordinal) + settings, _ =>
        {
            if (Interlocked.Increment(ref calls) != 1)
                return;
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }, cancellation);
        if (failure != null)
            throw new InvalidOperationException("What was done while training failed.", failure);
        Assert.True(calls > 0);
    }
}
