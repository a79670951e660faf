using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Sessions;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>What a session can do while its models are trained.</summary>
public sealed class BackgroundTrainingTests : IDisposable
{
    const string Train = "CREATE MODEL m FROM (SELECT x, y FROM t) TARGET y FUNCTION f MODEL_TYPE LINEAR_LEARNER";

    static readonly ModelName Name = new("local", "public", "m");

    readonly TrainingGate _gate = new();
    readonly Workplace _work;

    public BackgroundTrainingTests()
    {
        _work = new(new ServiceOptions { Observer = _gate });
        _work.Run("CREATE TABLE t AS SELECT i % 60 AS x, 2.0 * (i % 60) AS y FROM range(300) r(i)");
    }

    public void Dispose()
    {
        _gate.Open();
        _work.Dispose();
        _gate.Dispose();
    }

    void BeginTraining(string statement = Train)
    {
        _gate.Close();
        Assert.Equal("CREATE MODEL", _work.Begin(statement).Tag);
        _gate.Arrived();
    }

    void EndTraining()
    {
        _gate.Open();
        _work.Session.Finish(new CollectingOutput(), CancellationToken.None);
    }

    /// <summary>Runs a statement on a thread of its own, which is done when the gate has been opened.</summary>
    async Task<Answer> WaitingFor(string statement)
    {
        var running = Task.Run(() => _work.Begin(statement));
        _gate.Open();
        return await running;
    }

    [Fact]
    public void CREATE_MODEL_answers_when_the_rows_are_in()
    {
        BeginTraining();
        Assert.Equal("300", _work.Begin("SELECT count(*) FROM t").Single);
        _work.Session.Wait = TrainingWait.Needed;
        var shown = _work.Begin("SHOW MODEL m");
        Assert.Equal(("TRAINING", "0%", "training", "f", "x"), (shown["Model State"], shown["Training Progress"], shown["Training Phase"], shown["Function Name"], shown["Function Parameters"]));
        Assert.Matches("^00:0[0-9]:[0-9]{2}$", shown["Training Time"]);

        EndTraining();
        shown = _work.Begin("SHOW MODEL m");
        Assert.Equal("READY", shown["Model State"]);
        Assert.False(shown.Has("Training Phase"));
        Assert.Equal("true", _work.Run("SELECT abs(f(10) - 20) < 1").Single);
    }

    [Theory]
    [InlineData("SELECT round(F(10))", "20.0")]
    [InlineData("SELECT round(\"f\" (10))", "20.0")]
    [InlineData("SELECT f_explain(10) IS NOT NULL", "true")]
    [InlineData("SELECT explain_model('public.m') IS NOT NULL", "true")]
    [InlineData("SELECT count(*) FROM sqlinference.models WHERE upper(state) = 'READY'", "1")]
    public async Task What_needs_the_model_waits_for_it(string query, string answer)
    {
        BeginTraining();
        Assert.Equal(answer, (await WaitingFor(query)).Single);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM forecast('ahead')", "2")]
    [InlineData("CREATE TABLE foretold AS SELECT FORECAST(public.ahead)", null)]
    public async Task Forecasts_wait_for_their_model(string statement, string? answer)
    {
        BeginTraining("CREATE MODEL ahead FROM (SELECT DATE '2024-01-01' + CAST(x AS INT) AS day, avg(y) AS y FROM t GROUP BY x) TARGET y MODEL_TYPE FORECAST SETTINGS (HORIZON 2)");
        var answered = await WaitingFor(statement);
        Assert.Equal(answer ?? "2", answer is null ? _work.Run("SELECT count(*) FROM foretold").Single : answered.Single);
    }

    [Theory]
    [InlineData("SHOW MODEL m")]
    [InlineData("ALTER MODEL m SET (CACHE OFF)")]
    [InlineData("CREATE ENDPOINT 'e' FOR MODEL m")]
    [InlineData("CREATE OR REPLACE MODEL m FROM (SELECT x, y FROM t) TARGET y FUNCTION f MODEL_TYPE LINEAR_LEARNER")]
    public async Task Statements_about_the_model_wait_for_it(string statement)
    {
        BeginTraining();
        await WaitingFor(statement);
        Assert.Equal(ModelState.Ready, _work.Models.Get(Name).State);
    }

    [Fact]
    public void A_session_that_never_waits_is_told_that_the_model_is_not_ready()
    {
        _work.Session.Wait = TrainingWait.Never;
        BeginTraining();
        _work.Notices.Clear();
        var exception = Assert.Throws<SqlInferenceException>(() => _work.Begin("SELECT f(1)"));
        Assert.Equal((ErrorConditions.ModelNotReady, "Model public.m is TRAINING (0%).", "Try again when SHOW MODEL public.m says READY."),
            (exception.Condition, exception.Message, exception.Hint));
        Assert.Equal("TRAINING", _work.Begin("SHOW MODEL m")["Model State"]);

        EndTraining();
        Assert.Equal(["The embedded engine trains public.m in this process, which therefore ends when that is done. Ctrl-C cancels it."], _work.Notices);
        Assert.Equal("20.0", _work.Begin("SELECT round(f(10))").Single);
    }

    [Fact]
    public void DROP_MODEL_ends_the_training_and_leaves_nothing()
    {
        var before = _work.State();
        BeginTraining();
        Assert.Equal("DROP MODEL", _work.Begin("DROP MODEL m").Tag);
        EndTraining();
        Assert.Equal(before, _work.State());
        Assert.Empty(_work.Models.List());
        _work.Run(Train);
    }

    [Fact]
    public void The_old_version_serves_until_the_new_one_is_ready()
    {
        _work.Run(Train);
        BeginTraining(Train.Replace("CREATE", "CREATE OR REPLACE", StringComparison.Ordinal).Replace("SELECT x, y", "SELECT x, -y AS y", StringComparison.Ordinal));
        using (var other = _work.Connect())
        {
            Assert.Equal("20.0", Workplace.Run(other, "SELECT round(f(10))").Single);
            var shown = Workplace.Run(other, "SHOW MODEL m");
            Assert.Equal(("READY", "1"), (shown["Model State"], shown["Version"]));
            Assert.Matches("^2 is TRAINING: 0%, training, 00:", shown["Next Version"]);
        }

        EndTraining();
        Assert.Equal("-20.0", _work.Run("SELECT round(f(10))").Single);
    }

    [Fact]
    public void A_failure_is_told_by_whoever_waits_and_by_SHOW_MODEL()
    {
        const string Told = "CREATE MODEL m FROM (SELECT x, mod(x, 3) AS y FROM t) TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softmax' HYPERPARAMETERS DEFAULT EXCEPT (num_class '2')";
        _work.Begin(Told);
        var exception = Assert.Throws<SqlInferenceException>(() => _work.Begin("SELECT f(1)"));
        Assert.Equal("Hyperparameter num_class is 2, but the target has 3 classes.", exception.Message);
        Assert.Equal("FAILED", _work.Run("SHOW MODEL m")["Model State"]);
        Assert.Equal(exception.Message, _work.Run("SHOW MODEL m")["Failure Reason"]);
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_version_that_serves_and_says_why()
    {
        _work.Run(Train);
        Assert.Throws<SqlInferenceException>(() => _work.Run(
            "CREATE OR REPLACE MODEL m FROM (SELECT x, mod(x, 3) AS y FROM t) TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softmax' HYPERPARAMETERS DEFAULT EXCEPT (num_class '2')"));
        Assert.Equal("2 is FAILED: Hyperparameter num_class is 2, but the target has 3 classes.", _work.Run("SHOW MODEL m")["Next Version"]);
        Assert.Equal("20.0", _work.Run("SELECT round(f(10))").Single);
    }

    [Fact]
    public void One_model_is_trained_at_a_time_unless_the_options_say_otherwise()
    {
        BeginTraining();
        _work.Begin("CREATE MODEL n FROM (SELECT x, y FROM t) TARGET y FUNCTION g MODEL_TYPE LINEAR_LEARNER");
        _work.Session.Wait = TrainingWait.Needed;
        Assert.Equal(("TRAINING", "queued"), (_work.Begin("SHOW MODEL n")["Model State"], _work.Begin("SHOW MODEL n")["Training Phase"]));
        _work.Begin("DROP MODEL n");

        EndTraining();
        Assert.Equal(["public.m"], _work.Models.List().Select(model => model.Name.ToString()));
    }

    [Fact]
    public void Several_models_are_trained_at_once_where_the_options_say_so()
    {
        using var gate = new TrainingGate();
        using var work = new Workplace(new ServiceOptions { Observer = gate, TrainingsAtOnce = 2 });
        work.Run("CREATE TABLE t AS SELECT i % 60 AS x, 2.0 * (i % 60) AS y FROM range(300) r(i)");
        gate.Close();
        work.Begin(Train + "; CREATE MODEL n FROM (SELECT x, y FROM t) TARGET y FUNCTION g MODEL_TYPE LINEAR_LEARNER");
        gate.Arrived();
        gate.Arrived();
        gate.Open();
        Assert.Equal("true", work.Run("SELECT abs(f(10) - g(10)) < 0.001").Single);
    }

    [Fact]
    public async Task An_engine_that_is_closed_ends_its_trainings_as_if_they_had_not_been_begun()
    {
        var before = _work.State();
        BeginTraining();
        var trainings = _work.Engine.Service.Trainings;
        var closing = Task.Run(_work.Close);
        Assert.True(SpinWait.SpinUntil(() => trainings.IsStopped, TimeSpan.FromMinutes(2)));
        _gate.Open();
        await closing;
        _work.Open();
        Assert.Equal(before, _work.State());
    }

    [Fact]
    public void A_transaction_that_began_before_the_model_was_ready_is_told_so()
    {
        BeginTraining();
        _work.Begin("BEGIN; SELECT count(*) FROM t");
        EndTraining();
        var exception = Assert.Throws<SqlInferenceException>(() => _work.Begin("SELECT f(1)"));
        Assert.Equal((ErrorConditions.ModelNotReady, "Model public.m became READY after this transaction began.", "COMMIT or ROLLBACK, then run the statement again."),
            (exception.Condition, exception.Message, exception.Hint));
        _work.Begin("ROLLBACK");
        Assert.Equal("20.0", _work.Begin("SELECT round(f(10))").Single);
    }
}
