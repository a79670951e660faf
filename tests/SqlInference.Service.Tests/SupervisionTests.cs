using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Sessions;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>What happens to a model while it is trained.</summary>
public sealed class SupervisionTests : IDisposable
{
    const string Train = "CREATE MODEL k FROM (SELECT x FROM t) FUNCTION k MODEL_TYPE RANDOM_CUT_FOREST";

    static readonly ModelName Name = new("local", "public", "k");

    readonly ManualTime _time = new();
    readonly TrainingGate _gate = new();
    readonly Workplace _work;

    public SupervisionTests()
    {
        _work = new(new ServiceOptions { Time = _time, Observer = _gate });
        _work.Run("CREATE TABLE t AS SELECT i AS x FROM range(5000) r(i)");
    }

    public void Dispose()
    {
        _gate.Open();
        _work.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public void The_lease_is_renewed_with_the_progress_as_long_as_training_lasts()
    {
        var leases = new List<DateTimeOffset?>();
        WhileTraining(() =>
        {
            // Twice as long as a lease lasts.
            for (var i = 0; i < 24; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                var version = Assert.Single(_work.Models.Versions(_work.Models.Get(Name).Id));
                Assert.True(version.LeaseUntil > _time.GetUtcNow());
                leases.Add(version.LeaseUntil);
            }

            Assert.Equal(ModelState.Training, _work.Models.Get(Name).State);
            using var other = _work.Connect();
            var shown = Workplace.Run(other, "SHOW MODEL k");
            Assert.Equal(("TRAINING", "0%", "training", "00:04:00"), (shown["Model State"], shown["Training Progress"], shown["Training Phase"], shown["Training Time"]));
            var notReady = Assert.Throws<SqlInferenceException>(() => Workplace.Run(other, "SELECT k(1)"));
            Assert.Equal(("Model public.k is TRAINING (0%).", "Try again when SHOW MODEL public.k says READY."), (notReady.Message, notReady.Hint));
        });

        Assert.True(leases[^1] > leases[0]);
        Assert.Equal(ModelState.Ready, _work.Models.Get(Name).State);
    }

    [Fact]
    public void The_statements_that_follow_see_how_far_training_is()
    {
        var seen = new List<double>();
        Workplace.Run(_work.Session, "CREATE TABLE many AS SELECT i AS x, i * 7 % 1001 AS y FROM range(200000) r(i); " + Train.Replace("SELECT x FROM t", "SELECT x, y FROM many", StringComparison.Ordinal),
            seen.Add, CancellationToken.None);
        Assert.NotEmpty(seen);
        Assert.Equal(seen.Order(), seen);
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
        var before = _work.State();
        WhileTraining(() =>
        {
            using var other = _work.Connect();
            Workplace.Run(other, "DROP MODEL k");
        });
        Assert.Empty(_work.Models.List());
        Assert.Equal(before, _work.State());
        _work.Run(Train);
    }

    [Fact]
    public async Task Who_waits_for_a_model_that_is_dropped_is_told()
    {
        _work.Session.Wait = TrainingWait.Always;
        _gate.Close();
        var dropping = Task.Run(() =>
        {
            _gate.Arrived();
            using var other = _work.Connect();
            Workplace.Run(other, "DROP MODEL k");
            _gate.Open();
        });
        var exception = Assert.Throws<SqlInferenceException>(() => _work.Run(Train));
        Assert.Equal("Model public.k was dropped while it was being made.", exception.Message);
        await dropping;
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

    /// <summary>Does something in the middle of a training, then waits for its end.</summary>
    void WhileTraining(Action action, string settings = "", string create = "CREATE", CancellationToken cancellation = default)
    {
        _gate.Close();
        _work.Begin(Train.Replace("CREATE", create, StringComparison.Ordinal) + settings);
        _gate.Arrived();
        try
        {
            action();
        }
        finally
        {
            // Whoever gives up waits for the training to notice, which it does behind the gate.
            _gate.Open();
        }

        _work.Session.Finish(new CollectingOutput(), cancellation);
    }
}
